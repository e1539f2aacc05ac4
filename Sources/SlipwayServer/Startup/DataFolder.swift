// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// The folder that holds all that must not be lost, readable by its owner alone.
package enum DataFolder {
    private static let ours = ["slipway.db", "slipwayd.lock", "slipwayd.log", "tls", "clusters"]

    /// Makes the folder, or closes it to others; refuses one that others share and that holds other things.
    ///
    /// A slip such as `--data-directory /srv` would shut everybody out of there.
    package static func prepare(_ path: String) throws {
        var information = stat()
        if stat(path, &information) == 0, information.st_mode & 0o077 != 0 {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            guard names.isEmpty || names.contains(where: ours.contains) else {
                throw StartupError.unusable("\(path) holds other things than data of slipwayd; choose another folder")
            }
        }
        try Files.makeDirectory(path, mode: 0o700)
    }
}
