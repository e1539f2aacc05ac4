// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP

/// `/v1/clusters/{cluster}/config` and `/config/admin`.
///
/// `createNetworkConfig` is accepted and has no effect: there is no Calico to configure.
struct ConfigurationHandler: Sendable {
    let service: ConfigurationService
    let callers: CallerRecognition

    func user(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        return download(try await service.userConfiguration(request.parameters["cluster"] ?? "", for: caller))
    }

    func admin(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        return download(try await service.adminConfiguration(request.parameters["cluster"] ?? "", for: caller))
    }

    private func download(_ archive: Data) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": "application/zip",
                "Content-Disposition": "attachment; filename=\"kubeConfig.zip\"",
                "Cache-Control": "no-store",
            ],
            body: .bytes(archive)
        )
    }
}
