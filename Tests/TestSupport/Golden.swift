// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
package import Testing

/// Texts that users see, recorded in the folder `Golden` of the test target.
///
/// With `BX_RECORD=1` in the environment the records are written anew, and the tests fail so that nobody leaves it on.
package enum Golden {
    /// Expects `text` to be what is recorded under `name`.
    package static func expect(
        _ text: String,
        is name: String,
        file: String = #filePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex) + "/Golden"
        try expect(text, inFile: "\(folder)/\(name)", sourceLocation: sourceLocation)
    }

    /// Expects `text` to be the content of the file `path`, which is recorded like the others.
    package static func expect(
        _ text: String,
        inFile path: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        if ProcessInfo.processInfo.environment["BX_RECORD"] == "1" {
            let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
            try Files.makeDirectory(folder, mode: 0o755)
            try Files.write(Data(text.utf8), to: path, mode: 0o644)
            Issue.record("recorded \(path)", sourceLocation: sourceLocation)
            return
        }
        let recorded = try Files.read(path).map { String(decoding: $0, as: UTF8.self) }
        #expect(text == recorded, "differs from \(path)", sourceLocation: sourceLocation)
    }
}
