// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Provisioning

/// Puts together what is left of the files of interest when all layers of an image lie on top of each other.
struct InventoryReader: Sendable {
    private static let systemFiles = ["etc/os-release", "usr/lib/os-release"]
    private static let packageList = "var/lib/dpkg/status"
    /// Images without a package manager have a file for each package in there.
    private static let packageFolder = "var/lib/dpkg/status.d"
    private static let whiteout = ".wh."
    private static let opaque = ".wh..wh..opq"
    private static let folders = Set(
        (systemFiles + [packageList, "\(packageFolder)/x"]).flatMap { path in
            let parts = path.split(separator: "/")
            return (0..<parts.count).map { parts[..<$0].joined(separator: "/") }
        }
    )

    private var files: [String: Data] = [:]

    /// Whether an entry of a layer says anything about the files of interest.
    static func wants(_ path: String) -> Bool {
        let (folder, name) = split(path)
        if systemFiles.contains(path) || path == packageList || folders.contains(path) { return true }
        if folder == packageFolder { return true }
        return name.hasPrefix(whiteout) && folders.contains(folder)
    }

    /// Lays the next layer on top.
    mutating func add(_ entries: [ImageLayerEntry]) {
        // What a layer hides is in those below it, wherever in the layer that stands.
        for entry in entries {
            let (folder, name) = Self.split(entry.path)
            if name == Self.opaque {
                remove(below: folder)
            } else if name.hasPrefix(Self.whiteout) {
                let hidden = name.dropFirst(Self.whiteout.count)
                remove(at: folder.isEmpty ? String(hidden) : "\(folder)/\(hidden)")
            }
        }
        for entry in entries where !entry.isDirectory && !Self.split(entry.path).name.hasPrefix(Self.whiteout) {
            remove(at: entry.path)
            files[entry.path] = entry.content
        }
    }

    /// What the image is made of.
    func inventory(scanned: Date) -> ImageInventory {
        let release = Self.systemFiles.compactMap { files[$0] }.first.map(Self.assignments) ?? [:]
        return ImageInventory(
            system: release["ID"] ?? "",
            release: release["VERSION_CODENAME"] ?? "",
            packages: packages,
            scanned: scanned
        )
    }

    private var packages: [ImageInventory.Package]? {
        let lists = files.filter { $0.key == Self.packageList || Self.isPackageFile($0.key) }
        guard !lists.isEmpty else { return nil }
        return lists.sorted { $0.key < $1.key }.flatMap { path, content in
            DebianPackageList.packages(content, areAllInstalled: path != Self.packageList)
        }
    }

    private static func isPackageFile(_ path: String) -> Bool {
        let (folder, name) = split(path)
        // Beside each there may be one with the checksums of its files.
        return folder == packageFolder && !name.hasSuffix(".md5sums")
    }

    private mutating func remove(at path: String) {
        files[path] = nil
        remove(below: path)
    }

    private mutating func remove(below folder: String) {
        files = files.filter { !folder.isEmpty && !$0.key.hasPrefix("\(folder)/") }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// Lines of the form `NAME=VALUE`, the value in quotes or not.
    private static func assignments(_ content: Data) -> [String: String] {
        var values: [String: String] = [:]
        for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            let value = line[line.index(after: equals)...].filter { $0 != "\"" && $0 != "'" }
            values[String(line[..<equals])] = value
        }
        return values
    }
}
