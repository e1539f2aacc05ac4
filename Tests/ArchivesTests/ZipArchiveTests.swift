// SPDX-License-Identifier: Apache-2.0

import Archives
import Basics
import FoundationEssentials
import Glibc
import Testing

@Suite struct ZipArchiveTests {
    private let entries = [
        ArchiveEntry(path: "kubeConfig1/", mode: 0o755),
        ArchiveEntry(path: "kubeConfig1/kube-config-prod-dal10-a.yml", content: Data("kind: Config\n".utf8)),
        ArchiveEntry(path: "kubeConfig1/admin-key.pem", mode: 0o600, content: Data((0...255).map { UInt8($0) })),
    ]

    @Test func whatIsWrittenIsReadBack() throws {
        #expect(try ZipArchive.read(ZipArchive.write(entries)) == entries)
    }

    @Test func anEmptyArchiveIsReadBack() throws {
        #expect(try ZipArchive.read(ZipArchive.write([])).isEmpty)
    }

    @Test func theSameEntriesGiveTheSameBytes() {
        #expect(ZipArchive.write(entries) == ZipArchive.write(entries))
    }

    @Test(arguments: ["/etc/passwd", "../a", "a/../../b", "a/..", "./a", "a\\b", ""])
    func unsafePathsAreRefused(path: String) {
        #expect(throws: ArchiveError.unsafePath(path)) {
            try ZipArchive.read(ZipArchive.write([ArchiveEntry(path: path)]))
        }
    }

    @Test func damagedContentIsRefused() throws {
        var data = ZipArchive.write([ArchiveEntry(path: "a", content: Data("hello".utf8))])
        let position = try #require(data.firstIndex(of: UInt8(ascii: "h")))
        data[position] = UInt8(ascii: "j")
        #expect(throws: ArchiveError.damaged(path: "a")) { try ZipArchive.read(data) }
    }

    @Test func everyCutIsRefusedWithoutATrap() {
        let data = ZipArchive.write(entries)
        for length in 0..<data.count {
            #expect(throws: ArchiveError.self) { try ZipArchive.read(data.prefix(length)) }
        }
    }

    @Test func changedBytesNeverTrap() {
        let data = ZipArchive.write(entries)
        for index in data.indices {
            var changed = data
            changed[index] ^= 0xFF
            _ = try? ZipArchive.read(changed)
        }
    }

    @Test(.enabled(if: PythonProgram.isPresent, "python3 is not installed"))
    func pythonReadsTheSame() throws {
        let script = """
            import sys, zipfile
            archive = zipfile.ZipFile(sys.argv[1])
            assert archive.testzip() is None
            for entry in archive.infolist():
                print(entry.filename, oct(entry.external_attr >> 16), entry.file_size)
            """
        let expected = """
            kubeConfig1/ 0o40755 0
            kubeConfig1/kube-config-prod-dal10-a.yml 0o100644 13
            kubeConfig1/admin-key.pem 0o100600 256

            """
        #expect(try PythonProgram.run(script, over: ZipArchive.write(entries)) == expected)
    }

    @Test(.enabled(if: PythonProgram.isPresent, "python3 is not installed"))
    func pythonReadsTheTapeArchive() throws {
        let long = String(repeating: "directory/", count: 12) + "file"
        let script = """
            import sys, tarfile
            for entry in tarfile.open(sys.argv[1]):
                print(entry.name, entry.isdir(), oct(entry.mode), entry.size, entry.mtime)
            """
        let expected = """
            kubeConfig1 True 0o755 0 0
            kubeConfig1/kube-config-prod-dal10-a.yml False 0o644 13 0
            kubeConfig1/admin-key.pem False 0o600 256 0
            \(long) False 0o644 1 0

            """
        let all = entries + [ArchiveEntry(path: long, content: Data("x".utf8))]
        #expect(try PythonProgram.run(script, over: TarArchive.write(all)) == expected)
    }
}
