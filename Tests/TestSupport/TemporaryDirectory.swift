// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc

/// Gives `body` the path of a new empty directory that nobody else can enter, and removes it with all its content.
package nonisolated(nonsending) func withTemporaryDirectory<Result>(
    _ body: (String) async throws -> Result
) async rethrows -> Result {
    let path = makeTemporaryDirectory()
    defer { removeTemporaryDirectory(path) }
    return try await body(path)
}

/// Makes the directory for `withTemporaryDirectory`; a test without room for a directory cannot go on.
private func makeTemporaryDirectory() -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/slipway-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("cannot make a directory in \(parent)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func removeTemporaryDirectory(_ path: String) {
    do {
        try Files.remove(path)
    } catch {
        fatalError("left behind: \(error)")
    }
}
