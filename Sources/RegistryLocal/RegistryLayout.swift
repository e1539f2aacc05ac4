// SPDX-License-Identifier: Apache-2.0

/// Where the files of the engine are on this host.
package struct RegistryLayout: Sendable, Equatable {
    /// `<data>/registry`.
    package let folder: String

    package init(folder: String) {
        self.folder = folder
    }

    /// The identity of the running program, with its log.
    var unitFolder: String { "\(folder)/engine" }

    /// Blobs and links, in the form of CNCF distribution's filesystem driver.
    package var storageFolder: String { "\(folder)/storage" }
}
