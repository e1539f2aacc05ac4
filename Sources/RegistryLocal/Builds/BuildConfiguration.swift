// SPDX-License-Identifier: Apache-2.0

/// What image builds may use on this host.
package struct BuildConfiguration: Sendable, Equatable {
    /// Files of builds that are under way; nothing stays in there.
    package var folder: String
    /// Keeps names of two installations on one host apart: four hexadecimal digits.
    package var installationTag: String
    /// Networks that builds do not reach, such as that of the workers, in CIDR form.
    package var closedNetworks: [String]
    /// How many builds may run at the same time, at most `mostAtOnce`; 0 allows none.
    package var atOnce: Int
    /// Limits of each build.
    package var cores: Int
    package var memoryBytes: Int
    package var processes: Int
    package var diskBytes: Int
    package var time: Duration

    /// The range of users on the host that stand for those in builds has places for so many in each installation.
    package static let mostAtOnce = 4

    package init(
        folder: String,
        installationTag: String,
        closedNetworks: [String],
        atOnce: Int = 2,
        cores: Int = 2,
        memoryBytes: Int = 2 << 30,
        processes: Int = 1024,
        diskBytes: Int = 10 << 30,
        time: Duration = .seconds(1800)
    ) {
        self.folder = folder
        self.installationTag = installationTag
        self.closedNetworks = closedNetworks
        self.atOnce = atOnce
        self.cores = cores
        self.memoryBytes = memoryBytes
        self.processes = processes
        self.diskBytes = diskBytes
        self.time = time
    }
}
