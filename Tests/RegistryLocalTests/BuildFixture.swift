// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl
import Provisioning
import RegistryLocal
import TestSupport
import Testing

/// A builder with a folder and names of its own, and a folder to build from with busybox in it.
struct BuildFixture: Sendable {
    static let endless = """
        FROM scratch
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "--install", "-s", "/bin"]
        RUN echo begun; sleep 3600
        """

    let folder: String
    let configuration: BuildConfiguration
    let builder: LocalImageBuilder
    /// Of something that listens on this host.
    let port: UInt16

    static func with(
        _ adjust: (inout BuildConfiguration) -> Void = { _ in },
        body: (BuildFixture) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            var configuration = BuildConfiguration(
                folder: "\(folder)/builds",
                installationTag: RandomText.hex(byteCount: 2),
                closedNetworks: ["10.213.0.0/16"],
                atOnce: 1,
                memoryBytes: 1 << 30,
                diskBytes: 500 << 20,
                time: .seconds(300)
            )
            adjust(&configuration)
            let listener = try Listener()
            let fixture = BuildFixture(
                folder: folder,
                configuration: configuration,
                builder: LocalImageBuilder(configuration),
                port: listener.port
            )
            try await body(fixture)
            try await fixture.builder.removeRemains()
        }
    }

    /// Gives the log; throws what the builder throws.
    @discardableResult
    func build(
        dockerfile: String = "FROM scratch",
        linkedDockerfile: String? = nil,
        renaming: String? = nil,
        arguments: [String: String] = [:],
        bases: @escaping @Sendable (String) throws -> [ImageBuildBase] = { _ in [] },
        onLog: @escaping @Sendable (String) -> Void = { _ in },
        deliver: @escaping @Sendable (BuiltImage) async throws -> Void = { _ in }
    ) async throws -> String {
        let context = "\(folder)/context-\(RandomText.hex(byteCount: 4))"
        try Files.makeDirectory(context)
        try FileManager.default.copyItem(atPath: try #require(Subprocess.find("busybox")), toPath: "\(context)/busybox")
        if let linkedDockerfile {
            try FileManager.default.createSymbolicLink(
                atPath: "\(context)/Dockerfile",
                withDestinationPath: linkedDockerfile
            )
        } else {
            try Files.write(Data(dockerfile.utf8), to: "\(context)/Dockerfile", mode: 0o644)
        }
        let archive = "\(context).tar.gz"
        let rename = renaming.map { ["-P", "--transform", "s,^busybox$,\($0),"] } ?? []
        _ = try await Subprocess.runChecked(
            "tar",
            ["-C", context, "-czf", archive] + rename + ["Dockerfile", "busybox"]
        )
        let descriptor = open(archive, O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let supplies = Supplies(onLog: onLog, provide: bases, take: deliver)
        do {
            try await builder.build(
                ImageBuildOrder(
                    accountID: "account",
                    context: descriptor,
                    dockerfile: "Dockerfile",
                    arguments: arguments
                ),
                supplies: supplies
            )
        } catch {
            print("build failed: \(error)\n\(supplies.text.withLock { $0 })")
            throw error
        }
        return supplies.text.withLock { $0 }
    }

    /// No process, mount, control group, rule or file of a build is there.
    func expectNothingLeft() async throws {
        let name = "slw\(configuration.installationTag)"
        #expect(try ControlGroups.names(withPrefix: name).isEmpty)
        #expect(try MountTable.current().paths(within: configuration.folder).isEmpty)
        #expect(!Files.exists(configuration.folder))
        #expect(try await !Subprocess.runChecked("iptables-save", []).contains(name))
        #expect(try await !Subprocess.runChecked("losetup", ["--list"]).contains(configuration.folder))
    }

    private struct Supplies: ImageBuildSupplies {
        let text = Locked("")
        let onLog: @Sendable (String) -> Void
        let provide: @Sendable (String) throws -> [ImageBuildBase]
        let take: @Sendable (BuiltImage) async throws -> Void

        func log(_ piece: String) async throws {
            text.withLock { $0 += piece }
            onLog(piece)
        }

        func bases(for _: String, into folder: String) async throws -> [ImageBuildBase] { try provide(folder) }

        func deliver(_ image: BuiltImage) async throws { try await take(image) }
    }
}

/// Something on this host that takes connections and answers.
private final class Listener {
    private let descriptor: Int32
    let port: UInt16

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(descriptor, plain, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, plain, &length) == 0
            }
        }
        try #require(result)
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(descriptor)
    }
}
