// SPDX-License-Identifier: Apache-2.0

package import Basics
import Cryptography
import FoundationEssentials
package import Model

/// The settings of the daemon, checked and complete.
package struct ServerConfiguration: Sendable, Equatable {
    package let dataDirectory: String
    package let cacheDirectory: String
    package let runtimeDirectory: String
    package let listen: ListenAddress
    package let publicURL: PublicURL
    package let registry: RegistrySettings
    package let builds: BuildSettings
    /// Known vulnerabilities, in the form of Debian's security tracker; nil if the operator provides none.
    package let vulnerabilityList: String?
    /// The default region.
    package let region: String
    /// All regions, the default one first.
    package let regions: [Region]
    package let nodeNetwork: String
    package let adminEmail: String
    /// E-mail domains, lower case, whose users may not sign in with a password.
    package let federatedDomains: Set<String>
    /// Whether programs may trade a password for tokens.
    package let allowsPasswordGrant: Bool
    /// 0 sets no limit.
    package let connectionsPerAddress: Int
    /// What an account may have that was given no quota of its own.
    package let quota: AccountQuota
    package let signingKeyDays: Int
    /// How many clusters stand prepared until somebody orders one.
    package let warmClusters: Int
    /// Describes the identity providers of e-mail domains; nil if there are none.
    package let identityProvidersFile: String?
    /// Nil means the plug-ins of the release directory.
    package let pluginSource: String?
    /// Nil means what lies beside this program.
    package let releaseDirectory: String?
    package let logLevel: LogLevel
    package let logFormat: LogFormat

    /// The default location of the default region.
    package var zone: String {
        regions.first?.zones.first ?? ""
    }

    /// Keeps names of two installations on one host apart.
    package var installationTag: String {
        String(Digest.sha256Hex(dataDirectory).prefix(4))
    }

    /// Fills in what was not given; `place` is what defaults depend on.
    package init(_ values: SettingValues, place: Place) throws(ConfigurationError) {
        let data = place.absolute(values["data-directory"]?.text ?? place.dataDirectory)
        dataDirectory = data
        cacheDirectory = place.absolute(values["cache-directory"]?.text ?? place.cacheDirectory)
        let tag = Digest.sha256Hex(data).prefix(4)
        runtimeDirectory = place.absolute(
            values["runtime-directory"]?.text ?? (place.isRoot ? "/run/slipway/\(tag)" : "\(data)/run")
        )
        let listen =
            try Self.read(values, "listen", "an address and a port such as 127.0.0.1:6780") {
                ListenAddress($0)
            } ?? ListenAddress(address: "127.0.0.1", port: 6780)
        self.listen = listen
        let expected = "an address such as https://clusters.example.org:6780"
        let given = try Self.read(values, "public-url", expected) { PublicURL($0) }
        guard let url = given ?? PublicURL(listen.localURL) else {
            throw ConfigurationError("\(listen.localURL) cannot be the public address; set public-url")
        }
        publicURL = url
        registry = try RegistrySettings(values, listen: listen, publicHost: url.host)
        builds = try BuildSettings(values)
        vulnerabilityList = values["vulnerability-list"].map { place.absolute($0.text) }
        let word = "a word of lower-case letters, digits and hyphens"
        let listed = try Self.read(values, "locations", "such as us-south=dal10,dal12;eu-central=fra02") { text in
            RegionList.parse(text) { Self.word($0) != nil }
        }
        let home = try Self.read(values, "region", word, Self.word) ?? listed?.first?.name ?? "us-south"
        let zone = try Self.read(values, "zone", word, Self.word)
        let first = zone ?? listed?.first { $0.name == home }?.zones.first ?? "dal10"
        let all = listed ?? [Region(name: home, zones: [first])]
        guard let arranged = RegionList.arrange(all, region: home, zone: first) else {
            throw ConfigurationError("the default location \(first) of region \(home) is not in locations")
        }
        (region, regions) = (home, arranged)
        nodeNetwork =
            try Self.read(values, "node-network", "a network such as 10.213.0.0/16", Self.network)
            ?? "10.213.0.0/16"
        adminEmail = try Self.read(values, "admin-email", "an e-mail address", Self.email) ?? "admin@slipway.local"
        federatedDomains =
            try Self.read(values, "federated-domains", "domains such as example.com,example.org") {
                DomainNames.set($0.lowercased().split(separator: ",").map { $0.filter { $0 != " " } })
            } ?? []
        allowsPasswordGrant =
            try Self.read(values, "password-grant", "on or off") { ["on": true, "off": false][$0] } ?? true
        connectionsPerAddress =
            try Self.read(values, "connections-per-address", "a number from 0 to 1000") {
                Int($0).flatMap { (0...1000).contains($0) ? $0 : nil }
            } ?? 200
        quota = AccountQuota(
            freeClusters: try Self.quota(values, .freeClusters) ?? 1,
            clusters: try Self.quota(values, .clusters) ?? 100,
            workers: try Self.quota(values, .workers) ?? 500
        )
        signingKeyDays =
            try Self.read(values, "signing-key-days", "a number of days from 1 to 3650") { text in
                Int(text).flatMap { (1...3650).contains($0) ? $0 : nil }
            } ?? 30
        warmClusters =
            try Self.read(values, "warm-clusters", "a number from 0 to 20") { text in
                Int(text).flatMap { (0...20).contains($0) ? $0 : nil }
            } ?? 0
        identityProvidersFile = values["identity-providers"].map { place.absolute($0.text) }
        pluginSource = values["plugin-source"].map { place.absolute($0.text) }
        releaseDirectory = values["release-directory"].map { place.absolute($0.text) }
        logLevel =
            try Self.read(values, "log-level", "debug, info, warning or error") { LogLevel(rawValue: $0) } ?? .info
        logFormat = try Self.read(values, "log-format", "auto, human or json") { LogFormat(rawValue: $0) } ?? .auto
    }

    private static func quota(_ values: SettingValues, _ kind: QuotaKind) throws(ConfigurationError) -> Int? {
        try read(values, "quota-\(kind.rawValue)", "a whole number", number)
    }

    /// A number of things; nil for any other text.
    static func number(_ text: String) -> Int? {
        Int(text).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
    }

    static func read<Value>(
        _ values: SettingValues,
        _ name: String,
        _ expected: String,
        _ read: (String) -> Value?
    ) throws(ConfigurationError) -> Value? {
        guard let entry = values[name] else { return nil }
        guard let value = read(entry.text) else {
            let setting = entry.origin.hasPrefix("/") ? "\"\(name)\" in \(entry.origin)" : entry.origin
            throw ConfigurationError("\(setting) must be \(expected), not \"\(entry.text)\"")
        }
        return value
    }

    private static func word(_ text: String) -> String? {
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-"
        return text.count <= 32 && text.allSatisfy(allowed.contains) ? text : nil
    }

    private static func email(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isWhole = parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
        return isWhole ? text.lowercased() : nil
    }

    private static func network(_ text: String) -> String? {
        let octets = text.prefix { $0 != "/" }.split(separator: ".", omittingEmptySubsequences: false)
        let isWhole =
            octets.count == 4 && octets.allSatisfy { UInt8($0) != nil } && octets[2...].allSatisfy { $0 == "0" }
        return isWhole && text.hasSuffix("/16") ? text : nil
    }
}
