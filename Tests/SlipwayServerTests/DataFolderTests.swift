// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import SlipwayServer
import TestSupport
import Testing

struct DataFolderTests {
    private func mode(_ path: String) -> mode_t {
        var information = stat()
        stat(path, &information)
        return information.st_mode & 0o777
    }

    @Test func folderOfOthersIsRefusedUnchanged() async throws {
        try await withTemporaryDirectory { folder in
            try Files.makeDirectory("\(folder)/srv", mode: 0o755)
            try Files.write(Data(), to: "\(folder)/srv/theirs")
            #expect(throws: StartupError.self) { try DataFolder.prepare("\(folder)/srv") }
            #expect(mode("\(folder)/srv") == 0o755)
        }
    }

    @Test(arguments: ["slipway.db", nil])
    func ownAndEmptyFoldersAreClosedToOthers(file: String?) async throws {
        try await withTemporaryDirectory { folder in
            try Files.makeDirectory("\(folder)/data", mode: 0o755)
            if let file { try Files.write(Data(), to: "\(folder)/data/\(file)") }
            try DataFolder.prepare("\(folder)/data")
            #expect(mode("\(folder)/data") == 0o700)
        }
    }
}
