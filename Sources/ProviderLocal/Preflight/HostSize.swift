// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// What this host has to share among workers.
enum HostSize {
    static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    static var memoryMiB: Int { (sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))) / (1 << 20) }

    /// Rounded, as a part of a machine's memory is never seen by its system.
    static var memoryGiB: Int { (memoryMiB + 512) / 1024 }

    /// The size of the disk on which the folder is, or will be.
    static func storageGiB(of folder: String) -> Int {
        var information = statvfs()
        guard statvfs(folder, &information) == 0 || statvfs("/", &information) == 0 else { return 0 }
        return Int(information.f_blocks) * Int(information.f_frsize) / (1 << 30)
    }

    /// The name of the system in the way of the original: `DEBIAN_12`; workers see the host's files.
    static var system: String {
        let release = (try? Files.read("/etc/os-release")) ?? nil
        return system(release: String(decoding: release ?? Data(), as: UTF8.self))
    }

    static func system(release: String) -> String {
        func value(_ key: String) -> String? {
            let line = release.split(separator: "\n").first { $0.hasPrefix("\(key)=") }
            return line.map { $0.dropFirst(key.count + 1).filter { $0 != "\"" }.uppercased() }
        }
        return ([value("ID") ?? "LINUX", value("VERSION_ID")?.replacing(".", with: "_")])
            .compactMap(\.self).joined(separator: "_")
    }
}
