// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The script that puts `bx` on a user's machine; it carries the checksums, so whoever trusts it trusts what it gets.
struct InstallScript {
    let url: String
    let version: String
    let authorityPEM: String
    let programs: [ClientProgram]

    var text: String {
        let checksums = programs.map { "\($0.platform) \($0.sha256)" }.joined(separator: "\n")
        let values = [("@URL@", url), ("@VERSION@", version), ("@CHECKSUMS@", checksums), ("@AUTHORITY@", authority)]
        return values.reduce(String(decoding: PackageResources.install_sh, as: UTF8.self)) { text, value in
            text.split(separator: value.0, omittingEmptySubsequences: false).joined(separator: value.1)
        }
    }

    /// Without line ends around it.
    private var authority: String {
        authorityPEM.split(separator: "\n").joined(separator: "\n")
    }
}
