// SPDX-License-Identifier: Apache-2.0

import Archives
import Basics
import FoundationEssentials
import ProcessControl
import TestSupport
import Testing

@Suite struct TarScannerTests {
    private static func scan(
        _ archive: Data,
        pieces: Int = 1000,
        limit: Int = 1 << 20,
        wants: @escaping (String) -> Bool = { _ in true }
    ) throws -> (entries: [TarScanner.Entry], isComplete: Bool) {
        var scanner = TarScanner(limit: limit, wants: wants)
        var entries: [TarScanner.Entry] = []
        var rest = archive[...]
        while !rest.isEmpty {
            entries += try scanner.add(Data(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        return (entries, scanner.isBetweenEntries)
    }

    /// What GNU tar makes of a folder, in one of its forms.
    private static func archive(_ format: String) async throws -> Data {
        try await withTemporaryDirectory { folder in
            let script = """
                mkdir -p a/\(String(repeating: "long-folder-name/", count: 20))
                printf hello > a/file
                : > a/empty
                printf deep > a/\(String(repeating: "long-folder-name/", count: 20))deep
                ln -s ../elsewhere a/link
                ln a/file a/second
                tar --format=\(format) --sort=name -cf archive.tar ./a
                """
            _ = try await Subprocess.runChecked("sh", ["-ec", script], workingDirectory: folder)
            return try #require(try Files.read("\(folder)/archive.tar"))
        }
    }

    @Test(arguments: ["gnu", "posix"], [1, 511, 512, 513, 1 << 20])
    func entriesOfAnyFormAreRead(format: String, pieces: Int) async throws {
        let (entries, isComplete) = try Self.scan(try await Self.archive(format), pieces: pieces)
        let byPath = Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $0) })
        #expect(isComplete)
        #expect(byPath["a"]?.kind == .directory)
        #expect(byPath["a/file"]?.content == Data("hello".utf8))
        #expect(byPath["a/empty"]?.kind == .file)
        #expect(byPath["a/link"]?.kind == .link && byPath["a/link"]?.target == "../elsewhere")
        #expect(byPath["a/second"]?.kind == .hardLink)
        let deep = "a/" + String(repeating: "long-folder-name/", count: 20) + "deep"
        #expect(byPath[deep]?.content == Data("deep".utf8))
    }

    @Test func onlyWhatIsWantedIsKept() throws {
        let entries = ["one", "two", "three"].map {
            ArchiveEntry(path: $0, content: Data(repeating: 7, count: 3000))
        }
        let (found, _) = try Self.scan(TarArchive.write(entries)) { $0 == "two" }
        #expect(found.map(\.path) == ["two"])
        #expect(found.first?.content.count == 3000)
    }

    @Test func whatIsNoArchiveIsAnError() throws {
        let good = TarArchive.write([ArchiveEntry(path: "one", content: Data(count: 100))])
        var wrongSum = good
        wrongSum[0] = 0x41
        var negative = good
        negative[124] = 0xff
        for archive in [wrongSum, negative, Data(repeating: 0x20, count: 512), Data("no archive at all".utf8) + good] {
            #expect(throws: ArchiveError.self) { try Self.scan(archive) }
        }
        #expect(throws: ArchiveError.self) { try Self.scan(good, limit: 99) }
        #expect(try !Self.scan(good.prefix(600)).isComplete)
    }
}
