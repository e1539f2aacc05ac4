// SPDX-License-Identifier: Apache-2.0

/// Finds the documents of the project.
package enum Documentation {
    /// Where the document `name` below `docs` is.
    package static func path(_ name: String, file: String = #filePath) -> String {
        let parts = file.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(parts)/docs/\(name)"
    }
}
