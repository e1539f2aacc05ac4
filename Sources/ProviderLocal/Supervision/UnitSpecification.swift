// SPDX-License-Identifier: Apache-2.0

import ProcessControl

/// A long-running program of a cluster and the folder that is its identity on this host.
struct UnitSpecification: Sendable, Equatable {
    /// The environment variable by which a unit's process is found again.
    static let marker = "SLIPWAY_UNIT"

    /// Absolute path; holds the log, and is the value of the marker.
    var folder: String
    /// Absolute path of the program.
    var executable: String
    var arguments: [String]
    /// Added to a minimal environment.
    var environment: [String: String] = [:]
    var networkNamespace: String?
    var mountNamespace: String?
    var cgroupProcsFiles: [String] = []

    /// For log lines: the last part of the folder.
    var name: String {
        String(folder[(folder.lastIndex(of: "/").map { folder.index(after: $0) } ?? folder.startIndex)...])
    }

    var logPath: String { "\(folder)/log" }

    var process: ProcessSpecification {
        let standard = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": folder,
            "LC_ALL": "C.UTF-8",
            Self.marker: folder,
        ]
        return ProcessSpecification(
            executable: executable,
            arguments: arguments,
            environment: standard.merging(environment) { $1 },
            workingDirectory: folder,
            logPath: logPath,
            networkNamespace: networkNamespace,
            mountNamespace: mountNamespace,
            cgroupProcsFiles: cgroupProcsFiles
        )
    }
}
