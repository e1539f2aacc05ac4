// SPDX-License-Identifier: Apache-2.0

import Archives
import Basics
import ContainerServiceCommands
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite struct KubeconfigFolderTests {
    private static func entries(_ text: String, admin: Bool = false) -> [ArchiveEntry] {
        var entries = [
            ArchiveEntry(path: "kubeConfig1/", mode: 0o755),
            ArchiveEntry(path: "kubeConfig1/kube-config-prod-dal10-a.yml", content: Data("config \(text)".utf8)),
            ArchiveEntry(path: "kubeConfig1/ca-prod-dal10-a.pem", content: Data("ca \(text)".utf8)),
        ]
        if admin { entries.append(ArchiveEntry(path: "kubeConfig1/admin.pem", content: Data("admin".utf8))) }
        return entries
    }

    private static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    private static func mode(of path: String) -> mode_t {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o7777 : 0
    }

    @Test func filesAreForTheirOwnerAlone() async throws {
        try await withTemporaryDirectory { home in
            let folder = try KubeconfigFolder(parent: home, clusterName: "a", isAdmin: false)
            let file = try folder.replace(with: Self.entries("1"))
            #expect(file == "\(home)/a/kube-config-prod-dal10-a.yml")
            #expect(try Self.names(in: folder.path) == ["ca-prod-dal10-a.pem", "kube-config-prod-dal10-a.yml"])
            #expect(Self.mode(of: folder.path) == 0o700)
            #expect(Self.mode(of: file) == 0o600)
            #expect(Self.mode(of: "\(folder.path)/ca-prod-dal10-a.pem") == 0o600)
        }
    }

    @Test func olderCopyIsReplacedAndForeignFilesStay() async throws {
        try await withTemporaryDirectory { home in
            let folder = try KubeconfigFolder(parent: home, clusterName: "a", isAdmin: true)
            _ = try folder.replace(with: Self.entries("1", admin: true))
            try Files.write(Data(), to: "\(folder.path)/notes.txt")
            let file = try folder.replace(with: Self.entries("2"))
            #expect(try Files.read(file) == Data("config 2".utf8))
            #expect(folder.path == "\(home)/a-admin")
            let names = ["ca-prod-dal10-a.pem", "kube-config-prod-dal10-a.yml", "notes.txt"]
            #expect(try Self.names(in: folder.path) == names)
        }
    }

    @Test(arguments: [
        ["kubeConfig1/ca.pem"], ["kubeConfig1/a.yml", "kubeConfig1/b.yml"], ["x/y/a.yml"], ["x/.a.yml"],
        ["x/a.yml", "y/a.yml"],
    ])
    func strangeArchiveIsRefusedAndTheOlderCopyStays(paths: [String]) async throws {
        try await withTemporaryDirectory { home in
            let folder = try KubeconfigFolder(parent: home, clusterName: "a", isAdmin: false)
            let file = try folder.replace(with: Self.entries("1"))
            #expect(throws: KubeconfigError.self) {
                try folder.replace(with: paths.map { ArchiveEntry(path: $0) })
            }
            #expect(try Files.read(file) == Data("config 1".utf8))
            #expect(try Self.names(in: folder.path).count == 2)
        }
    }

    @Test func olderCopyStaysWholeWhenTheNewOneCannotBeWritten() async throws {
        try await withTemporaryDirectory { home in
            let folder = try KubeconfigFolder(parent: home, clusterName: "a", isAdmin: false)
            let file = try folder.replace(with: Self.entries("1"))
            var entries = Self.entries("2")
            entries.append(ArchiveEntry(path: "kubeConfig1/\(String(repeating: "n", count: 300)).pem"))
            #expect(throws: FileError.self) { try folder.replace(with: entries) }
            #expect(try Files.read(file) == Data("config 1".utf8))
            #expect(try Files.read("\(folder.path)/ca-prod-dal10-a.pem") == Data("ca 1".utf8))
            #expect(try Self.names(in: folder.path).count == 2)
        }
    }

    @Test(arguments: ["", ".", "..", "a/b", "../a", ".a"])
    func nameThatLeadsElsewhereIsRefused(name: String) {
        #expect(throws: KubeconfigError.unsafeName(name)) {
            try KubeconfigFolder(parent: "/tmp", clusterName: name, isAdmin: false)
        }
    }
}
