// SPDX-License-Identifier: Apache-2.0

package import Model

/// What a call of the API does to clusters: the table of the role that each needs.
package enum ClusterAction: Sendable, CaseIterable {
    /// List and show clusters and their workers.
    case see
    /// Download the configuration in one's own name.
    case downloadConfiguration
    /// Download the configuration of the super user.
    case downloadAdministratorConfiguration
    /// Add, restart and remove workers.
    case changeWorkers
    /// Add and remove subnets.
    case changeSubnets
    /// Say in whose name, and with which credentials, infrastructure is ordered.
    case orderInfrastructure
    /// Update, configure and restart the master.
    case changeMaster
    /// Say when the cluster is frozen.
    case changeHibernation
    case create
    case delete

    /// The role that has to be held on the cluster or, to make one, on all clusters of its region.
    package var neededRole: PlatformRole {
        switch self {
        case .see, .downloadConfiguration: .viewer
        case .changeWorkers, .changeSubnets, .changeMaster, .changeHibernation: .operator
        case .downloadAdministratorConfiguration, .orderInfrastructure, .create, .delete: .administrator
        }
    }

    /// What is done, as the end of a sentence.
    var phrase: String {
        switch self {
        case .see: "see it"
        case .downloadConfiguration: "download its configuration"
        case .downloadAdministratorConfiguration: "download its administrator's configuration"
        case .changeWorkers: "change its workers"
        case .changeSubnets: "change its subnets"
        case .orderInfrastructure: "say how infrastructure is ordered"
        case .changeMaster: "change its master"
        case .changeHibernation: "change when it is frozen"
        case .create: "create clusters"
        case .delete: "delete it"
        }
    }
}
