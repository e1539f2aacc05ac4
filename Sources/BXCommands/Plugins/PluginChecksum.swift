// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import ProcessControl

/// Compares a download with the checksum that its repository published.
enum PluginChecksum {
    /// Throws a failure if the file at `path` is not what `binary` describes; the better of the two checksums decides.
    static func verify(_ path: String, against binary: PluginList.Binary, name: String) async throws {
        let isStrong = !(binary.sha256 ?? "").isEmpty
        let expected = isStrong ? binary.sha256 ?? "" : binary.checksum
        guard !expected.isEmpty else {
            throw CommandFailure("The repository gives no checksum of plug-in '\(name)'. Nothing was installed.")
        }
        let program = isStrong ? "sha256sum" : "sha1sum"
        let output: String
        do {
            output = try await Subprocess.runChecked(program, [path], timeLimit: .seconds(300))
        } catch {
            throw CommandFailure("The checksum of plug-in '\(name)' cannot be made by \(program): \(error).")
        }
        let actual = output.drop { $0 == "\\" }.prefix { $0.isHexDigit }
        guard actual.lowercased() == expected.lowercased() else {
            throw CommandFailure(
                "The checksum of plug-in '\(name)' is wrong: the download is damaged or was tampered with. "
                    + "Nothing was installed."
            )
        }
    }
}
