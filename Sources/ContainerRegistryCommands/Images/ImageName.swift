// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// The name of an image as users type it.
enum ImageName {
    /// The full name of an image in the registry at `host`; the host may be left out, the tag is `latest` if there is none.
    static func full(_ word: String, host: String) throws(CommandFailure) -> String {
        var name = word
        if !name.hasPrefix("\(host)/") {
            let first = word.prefix { $0 != "/" }
            guard !(word.contains("/") && (first.contains(".") || first.contains(":") || first == "localhost")) else {
                throw CommandFailure("The image '\(word)' is in another registry than \(host).")
            }
            name = "\(host)/\(word)"
        }
        let last = name.split(separator: "/").last ?? ""
        return name.contains("@") || last.contains(":") ? name : "\(name):latest"
    }

    /// What follows the host: namespace, name, and tag or digest.
    static func local(_ name: String, host: String) -> String {
        name.hasPrefix("\(host)/") ? String(name.dropFirst(host.count + 1)) : name
    }
}
