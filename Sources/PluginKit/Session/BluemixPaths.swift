// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Glibc

/// Where the programs keep their files.
package struct BluemixPaths: Sendable, Equatable {
    /// The directory `.bluemix`.
    package let root: String

    /// `home` is the directory that holds `.bluemix`.
    package init(home: String) {
        root = (home.hasSuffix("/") ? String(home.dropLast()) : home) + "/.bluemix"
    }

    /// Takes the home directory from `BLUEMIX_HOME`, else `HOME`, else the user database.
    package init(environment: [String: String]) {
        let names = ["BLUEMIX_HOME", "HOME"]
        let home = names.compactMap { environment[$0] }.first { !$0.isEmpty }
        self.init(home: home ?? getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) } ?? "/")
    }

    /// The core's settings and session.
    package var configuration: String { root + "/config.json" }

    /// The Cloud Foundry part of the session.
    package var cloudFoundryConfiguration: String { root + "/.cf/config.json" }

    package var plugins: String { root + "/plugins" }

    /// The register of installed plug-ins.
    package var pluginRegister: String { plugins + "/config.json" }

    package var temporary: String { root + "/tmp" }

    /// What belongs to one plug-in.
    package func directory(ofPlugin name: String) -> String {
        "\(plugins)/\(name)"
    }
}
