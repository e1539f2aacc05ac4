// SPDX-License-Identifier: Apache-2.0

import Archives
import Basics
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite struct FolderPackerTests {
    /// Packs `folder` and lists what Python's tar reads of it.
    private static func list(_ folder: String, excluding patterns: String = "") async throws -> String {
        let path = folder + ".tar"
        defer { unlink(path) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let result = try FolderPacker.pack(folder, into: descriptor, excluding: IgnorePatterns(patterns))
        let archive = try #require(try Files.read(path))
        #expect(result.bytes == archive.count)
        let script = """
            import sys, tarfile
            archive = tarfile.open(sys.argv[1])
            for entry in archive:
                content = archive.extractfile(entry).read()[:9].decode() if entry.isfile() else entry.linkname
                print(entry.name, entry.type.decode(), oct(entry.mode), entry.size, int(entry.mtime), entry.uid, content)
            """
        return try PythonProgram.run(script, over: archive)
    }

    private static func write(_ text: String, _ path: String, mode: mode_t = 0o644) throws {
        try Files.write(Data(text.utf8), to: path, mode: mode)
        var times = [timeval(tv_sec: 1_517_000_000, tv_usec: 0), timeval(tv_sec: 1_517_000_000, tv_usec: 0)]
        #expect(utimes(path, &times) == 0)
    }

    @Test func filesFoldersAndLinksArePacked() async throws {
        try await withTemporaryDirectory { home in
            let long = String(repeating: "very-long-name-", count: 14) + ".txt"
            for folder in ["c", "c/src", "c/empty"] { #expect(mkdir("\(home)/\(folder)", 0o755) == 0) }
            try Self.write("FROM scratch", "\(home)/c/Dockerfile")
            try Self.write("run", "\(home)/c/src/run.sh", mode: 0o755)
            try Self.write("x", "\(home)/c/src/\(long)")
            #expect(symlink("../Dockerfile", "\(home)/c/src/link") == 0)
            #expect(mkfifo("\(home)/c/pipe", 0o644) == 0)
            let listed = try await Self.list(home + "/c")
            let lines = listed.split(separator: "\n").map(String.init)
            #expect(lines.count == 6)
            #expect(lines[0] == "Dockerfile 0 0o644 12 1517000000 0 FROM scra")
            #expect(lines[1].hasPrefix("empty 5 0o755 0 "))
            #expect(lines[2].hasPrefix("src 5 0o755 0 "))
            #expect(lines[3].hasPrefix("src/link 2 ") && lines[3].hasSuffix(" ../Dockerfile"))
            #expect(lines[4] == "src/run.sh 0 0o755 3 1517000000 0 run")
            #expect(lines[5] == "src/\(long) 0 0o644 1 1517000000 0 x")
        }
    }

    @Test func whatIsExcludedIsLeftOut() async throws {
        try await withTemporaryDirectory { home in
            for folder in ["c", "c/logs", "c/logs/keep", "c/node_modules"] {
                #expect(mkdir("\(home)/\(folder)", 0o755) == 0)
            }
            for file in ["a", "logs/1.log", "logs/keep/2.log", "node_modules/m.js"] {
                try Self.write("x", "\(home)/c/\(file)")
            }
            let listed = try await Self.list(home + "/c", excluding: "logs\nnode_modules\n!logs/keep")
            let names = listed.split(separator: "\n").map { String($0.split(separator: " ")[0]) }
            #expect(names == ["a", "logs/keep", "logs/keep/2.log"])
        }
    }

    @Test func aFileThatCannotBeReadIsNamed() async throws {
        await withTemporaryDirectory { home in
            _ = await #expect(throws: FileError.self) { try await Self.list(home + "/missing") }
        }
    }
}
