// SPDX-License-Identifier: Apache-2.0

/// All that a new process is given; it inherits nothing else.
package struct ProcessSpecification: Sendable, Equatable {
    /// Absolute path of the program.
    package var executable: String
    /// Without the program's own name.
    package var arguments: [String]
    /// The complete environment.
    package var environment: [String: String]
    package var workingDirectory: String?
    /// Standard output and error are appended to this file, made with mode 0600; nil drops them.
    package var logPath: String?
    /// A path such as `/run/netns/x`; the mounts stay as they are.
    package var networkNamespace: String?
    /// A file that is bound to a mount namespace; the program and its working directory are looked up in there.
    package var mountNamespace: String?
    /// `cgroup.procs` files that the process joins before the program starts.
    package var cgroupProcsFiles: [String]
    /// Uses the caller's standard output and error, and its terminal, in place of `logPath`.
    package var inheritsTerminal: Bool

    package init(
        executable: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        workingDirectory: String? = nil,
        logPath: String? = nil,
        networkNamespace: String? = nil,
        mountNamespace: String? = nil,
        cgroupProcsFiles: [String] = [],
        inheritsTerminal: Bool = false
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.logPath = logPath
        self.networkNamespace = networkNamespace
        self.mountNamespace = mountNamespace
        self.cgroupProcsFiles = cgroupProcsFiles
        self.inheritsTerminal = inheritsTerminal
    }
}
