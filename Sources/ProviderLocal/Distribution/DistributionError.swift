// SPDX-License-Identifier: Apache-2.0

package import Model

/// Why Kubernetes programs could not be installed.
package enum DistributionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folder lacks programs.
    case incomplete(folder: String, programs: [String])
    /// Neither the folder nor an installed version has the program `pause`.
    case noPause(folder: String)
    /// The kubelet of the folder says that it is another version.
    case wrongVersion(expected: KubernetesVersion, found: String)
    case alreadyInstalled(KubernetesVersion)
    /// The build ended with an error, which it printed.
    case buildFailed(status: String)

    package var description: String {
        switch self {
        case .incomplete(let folder, let programs):
            "\(folder) lacks \(programs.joined(separator: ", ")); take the server binaries of a Kubernetes release"
        case .noPause(let folder):
            "\(folder) lacks pause and no installed version has it; "
                + "run \"slipwayd kubernetes install\" first, or put the pause program there"
        case .wrongVersion(let expected, let found):
            "the kubelet is not of version \(expected): it says \"\(found)\""
        case .alreadyInstalled(let version): "version \(version) is installed already"
        case .buildFailed(let status): "building Kubernetes \(status)"
        }
    }
}
