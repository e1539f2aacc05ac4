// SPDX-License-Identifier: Apache-2.0

package import Model

extension PlatformRole {
    private static let prefix = "crn:v1:bluemix:public:iam::::role:"

    /// The name of the role in the cloud (CRN).
    package var resourceName: String {
        Self.prefix + rawValue
    }

    /// The role with this name in the cloud.
    package init?(resourceName: String) {
        guard resourceName.hasPrefix(Self.prefix) else { return nil }
        self.init(rawValue: String(resourceName.dropFirst(Self.prefix.count)))
    }

    /// What who has the role may do, for people to read.
    package var explanation: String {
        switch self {
        case .viewer: "Sees clusters and workers, and reads what runs in a cluster"
        case .editor: "Does what viewers do, binds services, and changes what runs in a cluster"
        case .operator: "Does what viewers do, and adds, removes and restarts workers"
        case .administrator: "Does everything, and says who else may"
        }
    }
}
