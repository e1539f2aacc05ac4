// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Who runs the daemon, and from where: what paths depend on.
package struct Place: Sendable, Equatable {
    package let isRoot: Bool
    package let home: String
    package let workingDirectory: String

    package init(isRoot: Bool, home: String, workingDirectory: String) {
        self.isRoot = isRoot
        self.home = home
        self.workingDirectory = workingDirectory
    }

    /// The place of this process.
    package static func current(environment: [String: String]) -> Place {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let directory = getcwd(&buffer, buffer.count) == nil ? "/" : Self.text(buffer)
        return Place(isRoot: geteuid() == 0, home: environment["HOME"] ?? "/", workingDirectory: directory)
    }

    var dataDirectory: String {
        isRoot ? "/var/lib/slipway" : "\(home)/.local/share/slipway"
    }

    var cacheDirectory: String {
        isRoot ? "/var/cache/slipway" : "\(home)/.cache/slipway"
    }

    /// `path` from the root on, so that two spellings of one folder are one installation.
    func absolute(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
