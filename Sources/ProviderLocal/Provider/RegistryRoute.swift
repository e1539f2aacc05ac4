// SPDX-License-Identifier: Apache-2.0

/// The way from workers to the registry, which has the same name for them as for everybody.
package struct RegistryRoute: Sendable, Equatable {
    /// A port of the registry or of its token service.
    package struct Port: Sendable, Equatable {
        /// As clients use it.
        package let number: UInt16
        /// Where a program of this host listens on its loopback address alone; nil if it listens elsewhere, too.
        package let loopback: UInt16?

        package init(number: UInt16, loopback: UInt16?) {
            self.number = number
            self.loopback = loopback
        }
    }

    /// As names of images begin: `registry.example.org:6781`.
    package let host: String
    /// The PEM file of the authority behind the certificates of the registry and its token service; nil means the
    /// system's authorities.
    package let authorityFile: String?
    /// Both ports, if they are ports of this host.
    package let ports: [Port]

    package init(host: String, authorityFile: String?, ports: [Port]) {
        self.host = host
        self.authorityFile = authorityFile
        self.ports = ports
    }
}
