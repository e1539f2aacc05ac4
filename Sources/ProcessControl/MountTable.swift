// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// The mounts that this process sees.
package struct MountTable: Sendable {
    /// A mount, by the place where it shows.
    package struct Entry: Sendable, Equatable {
        package let path: String
        package let type: String
        /// Options of the file system, for instance a control group's controllers.
        package let options: [String]
    }

    package let entries: [Entry]

    /// From the text of a `mountinfo` file.
    package init(parsing text: String) {
        entries = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 3, dash > 4 else { return nil }
            return Entry(
                path: Self.unescaped(fields[4]),
                type: String(fields[dash + 1]),
                options: fields[dash + 3].split(separator: ",").map(String.init)
            )
        }
    }

    /// The mounts of this moment.
    package static func current() throws -> MountTable {
        MountTable(parsing: String(decoding: try Files.read("/proc/self/mountinfo") ?? Data(), as: UTF8.self))
    }

    /// Whether something is mounted exactly there.
    package func contains(_ path: String, type: String? = nil) -> Bool {
        entries.contains { $0.path == path && (type == nil || $0.type == type) }
    }

    /// The mount points at `folder` and below it; unmounted in this order, each is free of others.
    package func paths(within folder: String) -> [String] {
        entries.map(\.path).filter { $0 == folder || $0.hasPrefix("\(folder)/") }.reversed()
    }

    /// Takes away all mounts at `folder` and below it, by force if need be.
    package static func unmountAll(within folder: String) throws {
        // Once more while something appears: a step that was cut off may have mounted twice.
        for _ in 0..<4 {
            let paths = try current().paths(within: folder)
            if paths.isEmpty { return }
            for path in paths where umount2(path, 0) != 0 && errno != EINVAL && errno != ENOENT {
                if umount2(path, Int32(MNT_DETACH)) != 0, errno != EINVAL, errno != ENOENT {
                    throw FileError(path: path, action: "unmount", code: errno)
                }
            }
        }
    }

    /// The kernel writes blanks and the like as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), rest.count >= 3,
                let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(code)
            rest = rest.dropFirst(3)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
