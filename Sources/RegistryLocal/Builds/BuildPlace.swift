// SPDX-License-Identifier: Apache-2.0

/// One of the places that builds of this installation may take: whoever holds it has its names and users for himself.
struct BuildPlace: Sendable, Equatable {
    /// How many users a build has.
    static let userCount = 65_536
    /// Where nobody else on a Debian host has users: from 0x70000000 to 0x7FFFFFFF.
    static let firstUser = 0x7000_0000
    private static let installations = 1024

    let number: Int
    private let tag: String
    private let parent: String

    init(_ number: Int, _ configuration: BuildConfiguration) {
        self.number = number
        tag = configuration.installationTag
        parent = configuration.folder
    }

    var folder: String { "\(parent)/\(number)" }
    /// What the build sees as `/work`.
    var disk: String { "\(folder)/disk" }
    var script: String { "\(folder)/sandbox.sh" }
    var cgroup: String { "slw\(tag)build\(number)" }
    /// Of the packet filter.
    var chain: String { "slw\(tag)-build\(number)" }

    /// The user on this host that is root in the build.
    var user: Int {
        let installation = (Int(tag, radix: 16) ?? 0) % Self.installations
        return Self.firstUser + (installation * BuildConfiguration.mostAtOnce + number) * Self.userCount
    }

    var users: String { "\(user)-\(user + Self.userCount - 1)" }
}
