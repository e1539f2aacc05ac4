// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
import HTTP
import Model
package import Provisioning

/// Builds images for callers and puts them into their namespaces, with no more rights than the caller has.
package struct BuildService: Sendable {
    let builder: any ImageBuilder
    let host: String
    let engine: EngineClient
    let issuer: EngineTokenIssuer
    let index: ImageIndex
    let namespaces: NamespaceService
    let quotas: QuotaService
    let logger: Logger

    /// `host` is what names of images begin with.
    package init(
        builder: any ImageBuilder,
        host: String,
        engine: EngineClient,
        issuer: EngineTokenIssuer,
        index: ImageIndex,
        namespaces: NamespaceService,
        quotas: QuotaService,
        logger: Logger
    ) {
        self.builder = builder
        self.host = host
        self.engine = engine
        self.issuer = issuer
        self.index = index
        self.namespaces = namespaces
        self.quotas = quotas
        self.logger = logger
    }

    /// What is to be built, once it is known that the caller may and that it can be done.
    func checked(_ order: RegistryBuildOrder, by caller: RegistryCaller) async throws -> ImageReference {
        guard let reference = ImageReference(order.reference, host: host), case .tag = reference.version else {
            throw RegistryFault.badRequest(
                "'\(order.reference.prefix(300))' is not the name of an image in '\(host)'.",
                recovery: "Write it as \(host)/NAMESPACE/NAME:TAG."
            )
        }
        let parts = order.dockerfile.split(separator: "/", omittingEmptySubsequences: false)
        guard order.dockerfile.utf8.count <= 1000, !parts.contains(".."), order.dockerfile.first != "/",
            order.dockerfile.allSatisfy({ !$0.isNewline && $0 != "\0" })
        else {
            throw RegistryFault.badRequest("The Dockerfile must be a path inside the folder that is built.")
        }
        for (name, value) in order.arguments where !Self.isArgument(name) || value.contains("\0") {
            throw RegistryFault.badRequest("'\(name.prefix(64))' cannot be the name of a build argument.")
        }
        try await demand(reference, by: caller)
        let obstacles = builder.obstacles()
        guard obstacles.isEmpty else { throw RegistryFault.cannotBuild(obstacles) }
        return reference
    }

    /// Throws unless the caller may push this image now.
    func demand(_ reference: ImageReference, by caller: RegistryCaller) async throws {
        try await namespaces.demand(.push, on: reference.namespace, by: caller)
        try await quotas.demandStorage(of: caller.accountID)
    }

    /// Builds and pushes, and tells what happens as it happens; throws only once nobody listens any more.
    func build(
        _ order: RegistryBuildOrder,
        _ reference: ImageReference,
        context: BodyFile,
        by caller: RegistryCaller,
        requestID: String,
        _ lines: BuildLines
    ) async throws {
        let run = BuildRun(
            service: self,
            order: order,
            reference: reference,
            caller: caller,
            lines: lines
        )
        let dockerfile = order.dockerfile.isEmpty ? "Dockerfile" : order.dockerfile
        do {
            let work = ImageBuildOrder(
                accountID: caller.accountID,
                context: context.descriptor,
                dockerfile: dockerfile,
                arguments: order.arguments
            )
            try await builder.build(work, supplies: run)
            try await lines.write(RegistryBuildLine(aux: run.result.withLock { $0 }))
        } catch {
            if Task.isCancelled { throw CancellationError() }
            try await lines.write(RegistryBuildLine(error: text(of: error, requestID)))
        }
        _ = context
    }

    private func text(of error: any Error, _ requestID: String) -> String {
        if let error = error as? APIError {
            return error.recovery.isEmpty ? error.message : "\(error.message) \(error.recovery)"
        }
        switch error as? ImageBuildError {
        case .refused(let reason)?: return "The image could not be built: \(reason)."
        case .tooMuch(let limit)?: return "The build was ended: it may use no more than \(limit)."
        case .busy?: return "Too many builds are waiting. Try again in some minutes."
        case .missing(let obstacles)?: return RegistryFault.cannotBuild(obstacles).message
        case .failed?, nil:
            logger.error("a build failed", ["request": requestID, "reason": "\(error)"])
            return
                "The registry could not complete the build. The log of the service has the reason under \(requestID)."
        }
    }

    private static func isArgument(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first), name.utf8.count <= 256 else { return false }
        return name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "_")
        }
    }
}
