// SPDX-License-Identifier: Apache-2.0

/// The settings of the registry.
package struct RegistrySettings: Sendable, Equatable {
    /// Where the embedded engine listens.
    package let listen: ListenAddress
    /// What names of images begin with: a host, and its port unless that is 443.
    package let host: String
    /// Where an engine is that is run elsewhere, without a slash at the end; nil for the embedded one.
    package let engineURL: String?
    /// Shown to whoever works with the registry; may be empty.
    package let message: String

    /// Fills in what was not given; `listen` and `publicHost` are those of the daemon.
    init(_ values: SettingValues, listen: ListenAddress, publicHost: String) throws(ConfigurationError) {
        let given = try ServerConfiguration.read(values, "registry-listen", "an address and a port") {
            ListenAddress($0)
        }
        // The last port has none after it.
        let port = listen.port == .max ? listen.port - 1 : listen.port + 1
        let address = given ?? ListenAddress(address: listen.address, port: port)
        self.listen = address
        let expected = "a host, with a port if you like, such as registry.example.org:6781"
        let own = publicHost.contains(":") ? "[\(publicHost)]" : publicHost
        let known = try ServerConfiguration.read(values, "registry-host", expected) { text in
            PublicURL("https://\(text)").map { String($0.text.dropFirst("https://".count)) }
        }
        host = known ?? (address.port == 443 ? own : "\(own):\(address.port)")
        let engine = try ServerConfiguration.read(values, "registry-engine", "embedded, or https://HOST[:PORT]") {
            text in
            text == "embedded" ? .some(nil) : PublicURL(text).map { Optional($0.text) }
        }
        engineURL = engine ?? nil
        message = values["registry-message"]?.text ?? ""
    }
}
