// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl
import Provisioning
import RegistryLocal
import TestSupport
import Testing

/// Real builds; needs root, buildah and busybox.
@Suite(.serialized, .enabled(if: geteuid() == 0 && Subprocess.find("buildah") != nil, "needs root and buildah"))
struct ImageBuildTests {
    /// What instructions did is looked for in the image: buildah may lose the last that one printed, as the process that
    /// passes its output on ends without waiting for it.
    @Test func anImageIsBuiltAndNothingStays() async throws {
        try await BuildFixture.with { fixture in
            let greeting = Locked("")
            let log = try await fixture.build(
                dockerfile: """
                    FROM scratch
                    ARG GREETING
                    COPY busybox /bin/busybox
                    RUN ["/bin/busybox", "--install", "-s", "/bin"]
                    RUN echo "$GREETING from $(id -u)" > /greeting
                    CMD ["cat", "/greeting"]
                    """,
                arguments: ["GREETING": "it's \"me\" $HOME"],
                deliver: { image in
                    let files = try FileManager.default.contentsOfDirectory(atPath: image.folder)
                    #expect(files.count == 4)
                    let layer = try layer(of: image)
                    let text = try await Subprocess.runChecked("tar", ["-xzOf", layer, "greeting"])
                    greeting.withLock { $0 = text }
                }
            )
            #expect(greeting.withLock { $0 } == "it's \"me\" $HOME from 0\n")
            #expect(log.contains("STEP 6/6: CMD [\"cat\", \"/greeting\"]"))
            try await fixture.expectNothingLeft()
        }
    }

    @Test func theHostIsOutOfSight() async throws {
        try await BuildFixture.with { fixture in
            try Files.write(Data("secret".utf8), to: "\(fixture.folder)/secret", mode: 0o644)
            let own = try await Subprocess.runChecked("hostname", ["-I"]).split(whereSeparator: \.isWhitespace)
            let addresses = (["10.0.2.2", "127.0.0.1"] + own.filter { !$0.contains(":") }).joined(separator: " ")
            let log = try await fixture.build(
                dockerfile: """
                    FROM scratch
                    COPY busybox /bin/busybox
                    RUN ["/bin/busybox", "--install", "-s", "/bin"]
                    # With the rights of the build's root there are ways out of a change of root; they end in the sandbox.
                    RUN mkdir -p /out && mount --bind /proc/1/root /out; \
                        for f in / /out /proc/1/root /proc/1/cwd; do cat $f\(fixture.folder)/secret; done; \
                        kill -9 \(getpid()) && echo killed; mknod /sda b 8 0 && echo a device; \
                        for a in \(addresses); do nc -w 2 $a \(fixture.port) < /dev/null && echo reached; done; \
                        (echo itself | nc -l -p 99 &) ; sleep 1; nc -w 2 127.0.0.1 99 < /dev/null; true
                    """
            )
            let shown = log.split(separator: "\n")
            #expect(shown.contains("itself"), "what is listened to can be reached")
            for line in ["secret", "killed", "a device", "reached"] { #expect(!shown.contains(Substring(line))) }
            try await fixture.expectNothingLeft()
        }
    }

    @Test func aFailedInstructionIsTheAuthorsFault() async throws {
        try await BuildFixture.with { fixture in
            await #expect(throws: ImageBuildError.self) {
                _ = try await fixture.build(
                    dockerfile: "FROM scratch\nCOPY busybox /bin/sh\nRUN [\"/bin/sh\", \"sh\", \"-c\", \"exit 7\"]"
                )
            }
            try await fixture.expectNothingLeft()
        }
    }

    @Test(arguments: ["../outside", "/etc/../../outside"])
    func aPathThatLeadsOutIsRefused(path: String) async throws {
        try await BuildFixture.with { fixture in
            await #expect(throws: ImageBuildError.self) {
                _ = try await fixture.build(dockerfile: "FROM scratch\nCOPY busybox /", renaming: path)
            }
            #expect(!Files.exists("\(fixture.folder)/outside"))
            try await fixture.expectNothingLeft()
        }
    }

    @Test func aDockerfileThatIsALinkIsRefused() async throws {
        try await BuildFixture.with { fixture in
            try Files.write(Data("FROM scratch\nCOPY busybox /".utf8), to: "\(fixture.folder)/elsewhere", mode: 0o644)
            await #expect(throws: ImageBuildError.self) {
                _ = try await fixture.build(linkedDockerfile: "\(fixture.folder)/elsewhere")
            }
        }
    }

    @Test(arguments: [
        ("dd if=/dev/zero of=/dev/null bs=700M count=1", ImageBuildError.tooMuch(limit: "256 MiB of memory")),
        ("sleep 600", .tooMuch(limit: "0 minutes")),
        // The log says that there is no space left.
        (
            "dd if=/dev/zero of=/big bs=1M count=500",
            .refused(reason: "an instruction of the Dockerfile failed (ended with status 1)")
        ),
    ])
    func memoryDiskAndTimeAreLimited(command: String, failure: ImageBuildError) async throws {
        try await BuildFixture.with { configuration in
            configuration.memoryBytes = 256 << 20
            configuration.diskBytes = 200 << 20
            if command.hasPrefix("sleep") { configuration.time = .seconds(20) }
        } body: { fixture in
            await #expect(throws: failure) {
                _ = try await fixture.build(
                    dockerfile: """
                        FROM scratch
                        COPY busybox /bin/busybox
                        RUN ["/bin/busybox", "--install", "-s", "/bin"]
                        RUN \(command)
                        """
                )
            }
            try await fixture.expectNothingLeft()
        }
    }

    @Test func aBuildThatNobodyWaitsForEnds() async throws {
        try await BuildFixture.with { fixture in
            let isRunning = Locked(false)
            let build = Task {
                try await fixture.build(
                    dockerfile: BuildFixture.endless,
                    onLog: { text in
                        if text.contains("begun\n") { isRunning.withLock { $0 = true } }
                    }
                )
            }
            #expect(try await Deadline.poll(limit: .seconds(120)) { isRunning.withLock { $0 } ? true : nil } == true)
            build.cancel()
            _ = await build.result
            try await fixture.expectNothingLeft()
        }
    }

    @Test func anImageThatIsHandedInCanBeBuiltOn() async throws {
        try await BuildFixture.with { fixture in
            let base = "\(fixture.folder)/base"
            _ = try await fixture.build(
                dockerfile: """
                    FROM scratch
                    COPY busybox /bin/busybox
                    RUN ["/bin/busybox", "--install", "-s", "/bin"]
                    """,
                deliver: { image in try FileManager.default.copyItem(atPath: image.folder, toPath: base) }
            )
            let log = try await fixture.build(
                dockerfile: "FROM registry.test:1234/ns/base:1 AS first\nRUN echo on top",
                bases: { folder in
                    try FileManager.default.copyItem(atPath: base, toPath: "\(folder)/0")
                    return [ImageBuildBase(name: "registry.test:1234/ns/base:1", folder: "0")]
                }
            )
            #expect(log.contains("on top"))
        }
    }

    /// The path of the only layer.
    private func layer(of image: BuiltImage) throws -> String {
        struct Manifest: Decodable {
            struct Layer: Decodable { let digest: String }

            let layers: [Layer]
        }

        let manifest = try JSONDecoder().decode(Manifest.self, from: try #require(try Files.read(image.manifestPath)))
        try #require(manifest.layers.count == 1)
        return "\(image.folder)/\(manifest.layers[0].digest.dropFirst("sha256:".count))"
    }
}
