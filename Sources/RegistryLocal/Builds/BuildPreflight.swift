// SPDX-License-Identifier: Apache-2.0

package import Provisioning

/// What this host has for builds.
package struct BuildCapabilities: Sendable, Equatable {
    /// What is missing for building at all.
    package let obstacles: [Obstacle]
    /// What is missing for builds to reach the outside.
    package let networkObstacles: [Obstacle]
}

/// Finds what the host lacks for builds before one is begun; changes nothing that stays.
struct BuildPreflight: Sendable {
    /// Programs that builds need, and the packages that bring them.
    private static let programs = [
        ("buildah", "buildah"), ("tar", "tar"), ("unshare", "util-linux"), ("setpriv", "util-linux"),
        ("mount", "mount"), ("mkfs.ext4", "e2fsprogs"),
    ]
    /// Programs without which builds have no network.
    static let networkPrograms = [("slirp4netns", "slirp4netns"), ("iptables", "iptables")]

    let configuration: BuildConfiguration
    var probe: BuildProbe = .host

    /// What can be seen without trying anything.
    func obstacles() -> [Obstacle] {
        if configuration.atOnce == 0 {
            return [Obstacle(problem: "image builds are switched off", mend: "set builds to 1 or more")]
        }
        guard probe.isRoot() else {
            return [Obstacle(problem: "image builds need root", mend: "run slipwayd as root, or build with docker")]
        }
        return missing(Self.programs)
    }

    /// The same, and what shows once it is tried.
    func capabilities() async -> BuildCapabilities {
        let found = obstacles()
        // The trials need programs and rights: without those they would only say the same again.
        guard found.isEmpty else { return BuildCapabilities(obstacles: found, networkObstacles: []) }
        var tried: [Obstacle] = []
        if let reason = await probe.diskFailure(configuration.folder) {
            tried.append(
                Obstacle(
                    problem: "no disk can be made for a build: \(reason)",
                    mend: "load the modules loop and ext4, and let slipwayd use /dev/loop-control and /dev/loop*"
                )
            )
        }
        if let reason = await probe.namespaceFailure() {
            tried.append(
                Obstacle(
                    problem: "users without rights get no namespaces here: \(reason)",
                    mend: "set user.max_user_namespaces above 0, and kernel.unprivileged_userns_clone to 1 if known"
                )
            )
        }
        return BuildCapabilities(obstacles: tried, networkObstacles: missing(Self.networkPrograms))
    }

    private func missing(_ programs: [(program: String, package: String)]) -> [Obstacle] {
        programs.filter { probe.program($0.program) == nil }.map {
            Obstacle(problem: "the program \($0.program) is missing", mend: "install the package \($0.package)")
        }
    }
}
