// SPDX-License-Identifier: Apache-2.0

package import ProcessControl

/// A long-running program and the folder that is its identity on this host.
package struct UnitSpecification: Sendable, Equatable {
    /// The environment variable by which a unit's process is found again.
    package static let marker = "SLIPWAY_UNIT"

    /// Absolute path; holds the log, and is the value of the marker.
    package var folder: String
    /// Absolute path of the program.
    package var executable: String
    package var arguments: [String]
    /// Added to a minimal environment.
    package var environment: [String: String] = [:]
    package var networkNamespace: String?
    package var mountNamespace: String?
    package var cgroupProcsFiles: [String] = []

    package init(
        folder: String,
        executable: String,
        arguments: [String],
        environment: [String: String] = [:],
        networkNamespace: String? = nil,
        mountNamespace: String? = nil,
        cgroupProcsFiles: [String] = []
    ) {
        self.folder = folder
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.networkNamespace = networkNamespace
        self.mountNamespace = mountNamespace
        self.cgroupProcsFiles = cgroupProcsFiles
    }

    /// For log lines: the last part of the folder.
    package var name: String {
        String(folder[(folder.lastIndex(of: "/").map { folder.index(after: $0) } ?? folder.startIndex)...])
    }

    package var logPath: String { "\(folder)/log" }

    package var process: ProcessSpecification {
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
