// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite struct FilesTests {
    private func mode(of path: String) throws -> mode_t {
        var information = stat()
        try #require(stat(path, &information) == 0)
        return information.st_mode & 0o7777
    }

    private func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    @Test(arguments: [0, 1, 65_536, 200_001])
    func contentIsReadBack(count: Int) async throws {
        try await withTemporaryDirectory { directory in
            let content = Data((0..<count).map { UInt8(truncatingIfNeeded: $0) })
            try Files.write(content, to: "\(directory)/file")
            #expect(try Files.read("\(directory)/file") == content)
            #expect(try Files.size("\(directory)/file") == count)
        }
    }

    @Test func writingReplacesContentAndMode() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            try Files.write(Data("long old content".utf8), to: path, mode: 0o644)
            #expect(try mode(of: path) == 0o644)
            try Files.write(Data("new".utf8), to: path)
            #expect(try Files.read(path) == Data("new".utf8))
            #expect(try mode(of: path) == 0o600)
            #expect(try names(in: directory) == ["file"])
        }
    }

    @Test func failedWriteLeavesNothingBehind() async throws {
        try await withTemporaryDirectory { directory in
            try Files.makeDirectory("\(directory)/taken")
            #expect(throws: FileError.self) { try Files.write(Data(), to: "\(directory)/taken") }
            #expect(throws: FileError.self) { try Files.write(Data(), to: "\(directory)/missing/file") }
            #expect(try names(in: directory) == ["taken"])
        }
    }

    @Test func missingFileIsNil() async throws {
        try await withTemporaryDirectory { directory in
            let content = try Files.read("\(directory)/missing")
            #expect(content == nil)
            #expect(!Files.exists("\(directory)/missing"))
            #expect(throws: FileError.self) { try Files.size("\(directory)/missing") }
            #expect(throws: FileError.self) { try Files.read(directory) }
        }
    }

    @Test func directoriesAreMadeWithTheirParents() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/a/b/c"
            try Files.makeDirectory(path)
            try Files.makeDirectory(path)
            #expect(try mode(of: path) == 0o700)
            #expect(Files.exists(path))
            try Files.write(Data(), to: "\(directory)/file")
            #expect(throws: FileError.self) { try Files.makeDirectory("\(directory)/file/a") }
        }
    }

    @Test func removalTakesEverythingButWhatLinksPointTo() async throws {
        try await withTemporaryDirectory { directory in
            try Files.makeDirectory("\(directory)/tree/below")
            try Files.write(Data(), to: "\(directory)/kept")
            try Files.write(Data(), to: "\(directory)/tree/below/file")
            try #require(symlink("\(directory)/kept", "\(directory)/tree/link") == 0)
            try #require(symlink("\(directory)/nowhere", "\(directory)/dangling") == 0)
            try Files.remove("\(directory)/tree")
            try Files.remove("\(directory)/tree")
            try Files.remove("\(directory)/dangling")
            #expect(try names(in: directory) == ["kept"])
        }
    }

    @Test func errorNamesThePath() {
        let error = FileError(path: "/a/b", action: "read", code: EACCES)
        #expect(error.description == "cannot read /a/b: Permission denied")
    }
}
