// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// Reads the list that dpkg keeps of its packages.
enum DebianPackageList {
    /// The packages that are installed: all of them where the list has no states.
    static func packages(_ content: Data, areAllInstalled: Bool) -> [ImageInventory.Package] {
        var found: [ImageInventory.Package] = []
        var fields: [String: String] = [:]
        for line in String(decoding: content, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                if let package = package(fields, areAllInstalled) { found.append(package) }
                fields = [:]
            } else if let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false {
                let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
                fields[line[..<colon].lowercased()] = String(value)
            }
        }
        if let package = package(fields, areAllInstalled) { found.append(package) }
        return found
    }

    private static func package(_ fields: [String: String], _ isInstalled: Bool) -> ImageInventory.Package? {
        guard let name = fields["package"], let version = fields["version"] else { return nil }
        let state = fields["status"].map { $0.split(separator: " ") } ?? []
        guard isInstalled || (state.count == 3 && !["not-installed", "config-files"].contains(state[2])) else {
            return nil
        }
        // `Source: NAME` or `Source: NAME (VERSION)`, where they differ from the package's.
        let source = (fields["source"] ?? name).split(separator: " ")
        let sourceVersion = source.count > 1 ? source[1].filter { $0 != "(" && $0 != ")" } : version
        return ImageInventory.Package(
            name: name,
            version: version,
            source: source.first.map(String.init) ?? name,
            sourceVersion: sourceVersion
        )
    }
}
