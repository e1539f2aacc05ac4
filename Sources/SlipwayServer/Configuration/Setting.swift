// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit

/// One thing that can be set: by a flag, in the environment, or in the configuration file, always under one name.
package struct Setting: Sendable, Equatable {
    /// The flag without its dashes, and the key in the file.
    package let name: String
    /// What stands for the value in the help.
    package let placeholder: String
    package let summary: String
    /// For people; empty if there is none.
    package let standard: String

    /// The variable of the environment: `SLIPWAY_DATA_DIRECTORY`.
    package var variable: String {
        "SLIPWAY_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// The flag as it is declared, with its default in the summary.
    package var flag: Flag {
        Flag(name, value: placeholder, summary: standard.isEmpty ? summary : "\(summary) (default: \(standard))")
    }
}

/// All settings of the daemon: flags, help, environment and file are made from this table.
package enum Settings {
    /// Names the file, so it cannot stand in it.
    package static let file = Setting(
        name: "config",
        placeholder: "FILE",
        summary: "Read settings from this JSON file",
        standard: "/etc/slipway/slipwayd.json if it exists"
    )

    package static let all = [
        Setting(
            name: "data-directory",
            placeholder: "DIR",
            summary: "Where everything is kept that must not be lost",
            standard: "/var/lib/slipway for root, ~/.local/share/slipway otherwise"
        ),
        Setting(
            name: "cache-directory",
            placeholder: "DIR",
            summary: "Where Kubernetes and images are kept",
            standard: "/var/cache/slipway for root, ~/.cache/slipway otherwise"
        ),
        Setting(
            name: "runtime-directory",
            placeholder: "DIR",
            summary: "Where sockets are",
            standard: "a folder below /run/slipway for root, run in the data directory otherwise"
        ),
        Setting(
            name: "listen",
            placeholder: "ADDRESS:PORT",
            summary: "Where requests are accepted",
            standard: "127.0.0.1:6780"
        ),
        Setting(
            name: "public-url",
            placeholder: "URL",
            summary: "How clients reach this server: https://HOST[:PORT]",
            standard: "made from listen"
        ),
        Setting(
            name: "registry-listen",
            placeholder: "ADDRESS:PORT",
            summary: "Where the engine of the registry accepts images",
            standard: "the address of listen, and the port after its port"
        ),
        Setting(
            name: "registry-host",
            placeholder: "HOST[:PORT]",
            summary: "What names of images in the registry begin with",
            standard: "the host of public-url with the port of registry-listen"
        ),
        Setting(
            name: "registry-engine",
            placeholder: "embedded|URL",
            summary: "Where an engine is that is run elsewhere; see docs/registry.md",
            standard: "embedded"
        ),
        Setting(
            name: "registry-message",
            placeholder: "TEXT",
            summary: "Shown to whoever works with the registry",
            standard: ""
        ),
        Setting(
            name: "builds",
            placeholder: "NUMBER",
            summary: "How many images may be built at the same time, up to 4; 0 switches builds off",
            standard: "2"
        ),
        Setting(
            name: "build-minutes",
            placeholder: "MINUTES",
            summary: "How long a build may take",
            standard: "30"
        ),
        Setting(
            name: "build-memory",
            placeholder: "GIB",
            summary: "How much memory a build may use",
            standard: "2"
        ),
        Setting(name: "build-disk", placeholder: "GIB", summary: "How much disk a build may use", standard: "10"),
        Setting(
            name: "vulnerability-list",
            placeholder: "FILE",
            summary: "Known vulnerabilities, as JSON of Debian's security tracker; read anew when it changes",
            standard: ""
        ),
        Setting(name: "region", placeholder: "NAME", summary: "The default region of clusters", standard: "us-south"),
        Setting(name: "zone", placeholder: "NAME", summary: "The default location of clusters", standard: "dal10"),
        Setting(
            name: "locations",
            placeholder: "LIST",
            summary: "Regions with their locations, such as us-south=dal10,dal12;eu-central=fra02",
            standard: "the one of region and zone"
        ),
        Setting(
            name: "node-network",
            placeholder: "CIDR",
            summary: "The /16 that nodes get their addresses from",
            standard: "10.213.0.0/16"
        ),
        Setting(
            name: "admin-email",
            placeholder: "EMAIL",
            summary: "Owner of the first account, used at the first start",
            standard: "admin@slipway.local"
        ),
        Setting(
            name: "federated-domains",
            placeholder: "DOMAINS",
            summary: "E-mail domains, with commas between, whose users sign in elsewhere and have no password here",
            standard: ""
        ),
        Setting(
            name: "password-grant",
            placeholder: "on|off",
            summary: "Whether programs may sign in with a password; off leaves API keys and one-time passcodes",
            standard: "on"
        ),
        Setting(
            name: "connections-per-address",
            placeholder: "NUMBER",
            summary: "How many connections one address may hold; 0 for any number, as behind a proxy",
            standard: "200"
        ),
        Setting(
            name: "quota-free-clusters",
            placeholder: "NUMBER",
            summary: "How many free clusters an account may have at a time",
            standard: "1"
        ),
        Setting(
            name: "quota-clusters",
            placeholder: "NUMBER",
            summary: "How many clusters of any kind an account may have; slipwayd quota set changes it for one account",
            standard: "100"
        ),
        Setting(
            name: "quota-workers",
            placeholder: "NUMBER",
            summary: "How many workers an account may have in all of its clusters",
            standard: "500"
        ),
        Setting(
            name: "signing-key-days",
            placeholder: "DAYS",
            summary: "Age at which the key that signs tokens is replaced",
            standard: "30"
        ),
        Setting(
            name: "warm-clusters",
            placeholder: "NUMBER",
            summary: "How many clusters stand prepared and frozen for the next orders; each takes some 400 MiB",
            standard: "0"
        ),
        Setting(
            name: "identity-providers",
            placeholder: "FILE",
            summary: "OpenID Connect providers at which users of e-mail domains sign in; see docs/federation.md",
            standard: ""
        ),
        Setting(
            name: "plugin-source",
            placeholder: "FILE",
            summary: "The plug-in to publish at the start",
            standard: "those of the release directory"
        ),
        Setting(
            name: "release-directory",
            placeholder: "DIR",
            summary: "Programs for users' machines: DIR/PLATFORM/bx and plug-ins",
            standard: "../lib/slipway/release from this program, else its own folder"
        ),
        Setting(
            name: "log-level",
            placeholder: "LEVEL",
            summary: "debug, info, warning or error",
            standard: "info"
        ),
        Setting(
            name: "log-format",
            placeholder: "FORMAT",
            summary: "human, json, or auto: human on a terminal",
            standard: "auto"
        ),
    ]
}
