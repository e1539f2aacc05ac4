// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The sockets that a process has open, as `/proc/<pid>/fd` shows them.
enum OpenSockets {
    /// Names such as `socket:[4711]` by the numbers of their descriptors; none if they may not be seen.
    static func of(_ pid: Int32) -> [Int32: String] {
        let folder = "/proc/\(pid)/fd"
        let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { Int32($0) }
        let named = numbers.compactMap { number -> (Int32, String)? in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(number)")
            guard let target, target.hasPrefix("socket:") else { return nil }
            return (number, target)
        }
        return Dictionary(named) { first, _ in first }
    }
}
