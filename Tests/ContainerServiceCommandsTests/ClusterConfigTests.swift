// SPDX-License-Identifier: Apache-2.0

import API
import Archives
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import HTTP
import TestSupport
import Testing

@Suite struct ClusterConfigTests {
    private typealias Fixture = ContainerServiceFixture

    private static func service(_ entries: [String: String]) -> Fixture.Answer {
        { request in
            if request == "GET /v1/clusters/\(Fixture.id)/config" || request.hasSuffix("/config/admin") {
                var files = [ArchiveEntry(path: "kubeConfig1/", mode: 0o755)]
                files += entries.sorted { $0.key < $1.key }.map {
                    ArchiveEntry(path: "kubeConfig1/\($0.key)", content: Data($0.value.utf8))
                }
                return HTTPResponse(status: 200, body: .bytes(ZipArchive.write(files)))
            }
            return try .json(Fixture.cluster("normal"))
        }
    }

    private static let files = [
        "kube-config-prod-dal10-mycluster.yml": "apiVersion: v1\n", "ca-prod-dal10-mycluster.pem": "ca\n",
    ]

    @Test func configurationIsStoredUnderTheClustersName() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(
                ["cluster-config", Fixture.id],
                on: terminal,
                answer: Self.service(Self.files)
            )
            #expect(status == ExitStatus.success)
            let folder = "\(home)/.bluemix/plugins/container-service/clusters/mycluster"
            let path = "\(folder)/kube-config-prod-dal10-mycluster.yml"
            #expect(try Files.read(path) == Data("apiVersion: v1\n".utf8))
            #expect(try Files.read("\(folder)/ca-prod-dal10-mycluster.pem") == Data("ca\n".utf8))
            try Golden.expect(
                terminal.text.split(separator: home, omittingEmptySubsequences: false).joined(separator: "/home/me"),
                is: "cluster-config.txt"
            )
        }
    }

    @Test func exportPrintsTheLineAlone() async throws {
        try await withTemporaryDirectory { parent in
            let home = "\(parent)/o'neill's home"
            try Files.makeDirectory(home)
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(
                ["cluster-config", "mycluster", "--export"],
                on: terminal,
                answer: Self.service(Self.files)
            )
            #expect(status == ExitStatus.success)
            let quoted =
                "'\(parent)/o'\\''neill'\\''s home/.bluemix/plugins/container-service/clusters/mycluster/"
                + "kube-config-prod-dal10-mycluster.yml'"
            #expect(terminal.text == "export KUBECONFIG=\(quoted)\n")
        }
    }

    @Test func superUserHasAFolderOfTheirOwn() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let files = Self.files.merging(["admin.pem": "c\n", "admin-key.pem": "k\n"]) { first, _ in first }
            let status = await fixture.run(["cluster-config", "mycluster", "--admin"], answer: Self.service(files))
            #expect(status == ExitStatus.success)
            #expect(fixture.requests.last == "GET /v1/clusters/\(Fixture.id)/config/admin")
            let folder = "\(home)/.bluemix/plugins/container-service/clusters/mycluster-admin"
            #expect(try Files.read("\(folder)/admin-key.pem") == Data("k\n".utf8))
            #expect(!Files.exists("\(home)/.bluemix/plugins/container-service/clusters/mycluster"))
        }
    }

    @Test func clusterThatIsNotReadyKeepsTheOlderCopy() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            #expect(await fixture.run(["cluster-config", "mycluster"], answer: Self.service(Self.files)) == 0)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["cluster-config", "mycluster"], on: terminal) { request in
                guard request.hasSuffix("/config") else { return try .json(Fixture.cluster("deploying")) }
                return try Fixture.failure(
                    409,
                    "E0021",
                    "The master of cluster 'mycluster' is not ready yet.",
                    recovery: "To see how far it is, run 'bx cs cluster-get mycluster'."
                )
            }
            #expect(status == ExitStatus.failure)
            try Golden.expect(terminal.text, is: "cluster-config-not-ready.txt")
            let folder = "\(home)/.bluemix/plugins/container-service/clusters/mycluster"
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
        }
    }

    @Test func errorOfExportIsNoShellCommand() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["cluster-config", "other", "--export"], on: terminal) { _ in
                try Fixture.notFound()
            }
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.isEmpty)
            #expect(terminal.errorText.hasPrefix("FAILED\nThe specified cluster could not be found."))
        }
    }

    @Test(arguments: [["--export"], ["mycluster", "--nosuch", "--export"], ["a", "b", "--export=true"]])
    func wrongUseOfExportIsNoShellCommand(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["cluster-config"] + words, on: terminal) == ExitStatus.usage)
            #expect(terminal.text.isEmpty)
            #expect(terminal.errorText.hasPrefix("FAILED\nIncorrect usage."))
        }
    }

    @Test(arguments: [
        Data("<html>".utf8), ZipArchive.write([]),
        ZipArchive.write([ArchiveEntry(path: "k/a.yml"), ArchiveEntry(path: "k/b.yml")]),
    ])
    func archiveThatIsNoneIsRefused(archive: Data) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["cluster-config", "mycluster"], on: terminal) { request in
                guard request.hasSuffix("/config") else { return try .json(Fixture.cluster("normal")) }
                return HTTPResponse(status: 200, body: .bytes(archive))
            }
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.hasPrefix("FAILED\nThe configuration that the server sent cannot be used: "))
            // No names of cases of an enumeration.
            #expect(!terminal.text.contains("("))
        }
    }

    @Test func nameThatLeadsElsewhereIsRefused() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let service = Self.service(Self.files)
            let status = await fixture.run(["cluster-config", "mycluster"], on: terminal) { request in
                guard !request.hasSuffix("/config") else { return try await service(request) }
                var cluster = Fixture.cluster("normal")
                cluster.name = "../../../evil"
                return try .json(cluster)
            }
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.contains("cannot be used: \"../../../evil\" cannot be the name of a folder."))
            #expect(!Files.exists("\(home)/.bluemix/plugins/container-service/clusters"))
        }
    }
}
