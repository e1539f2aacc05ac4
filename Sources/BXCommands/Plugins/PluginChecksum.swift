// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import FoundationEssentials
import ProcessControl

/// Compares a download with the checksum that its repository published.
enum PluginChecksum {
    /// Throws a failure if `content` is not what `binary` describes; the better of the two checksums decides.
    static func verify(_ content: Data, against binary: PluginList.Binary, name: String) async throws {
        let isStrong = !(binary.sha256 ?? "").isEmpty
        let expected = isStrong ? binary.sha256 ?? "" : binary.checksum
        let program = isStrong ? "sha256sum" : "sha1sum"
        let output: String
        do {
            output = try await Subprocess.runChecked(program, [], input: content)
        } catch {
            throw CommandFailure("The checksum of plug-in '\(name)' cannot be made: the program \(program) is missing.")
        }
        let actual = output.prefix { $0.isHexDigit }
        guard actual.lowercased() == expected.lowercased(), !actual.isEmpty else {
            throw CommandFailure(
                "The checksum of plug-in '\(name)' is wrong: the download is damaged or was tampered with. "
                    + "Nothing was installed."
            )
        }
    }
}
