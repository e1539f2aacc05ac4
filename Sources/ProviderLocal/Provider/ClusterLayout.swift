// SPDX-License-Identifier: Apache-2.0

/// Where everything of one cluster is: paths, addresses and names, all computed and none of them stored.
struct ClusterLayout: Sendable, Equatable {
    let clusterID: String
    let allocation: ClusterAllocation
    /// Holds all files of the cluster that outlive a restart of the host.
    let folder: String
    /// Short, for sockets and what may go at a restart of the host.
    let runtimeFolder: String
    private let networkNamespacesFolder: String
    private let tag: String
    private let nodePrefix: String
    private let podPrefix: String

    init(clusterID: String, allocation: ClusterAllocation, configuration: LocalProviderConfiguration) {
        self.clusterID = clusterID
        self.allocation = allocation
        folder = Self.folder(of: clusterID, configuration: configuration)
        runtimeFolder = "\(configuration.runtimeDirectory)/\(clusterID.prefix(12))"
        networkNamespacesFolder = configuration.networkNamespacesFolder
        tag = configuration.installationTag
        nodePrefix = LocalProviderConfiguration.prefix(of: configuration.nodeNetwork, octets: 2)
        podPrefix = LocalProviderConfiguration.prefix(of: configuration.podNetwork, octets: 2)
    }

    static func folder(of clusterID: String, configuration: LocalProviderConfiguration) -> String {
        "\(configuration.clustersFolder)/\(clusterID)"
    }

    // MARK: Files

    var pkiFolder: String { "\(folder)/pki" }
    var kubeconfigFolder: String { "\(folder)/kubeconfig" }
    var etcdDataFolder: String { "\(folder)/etcd" }
    /// What tells the API server which requests it notes where.
    var auditFolder: String { "\(folder)/audit" }
    /// Copies of what etcd stored before updates that are not finished.
    var etcdCopiesFolder: String { "\(folder)/etcd-copies" }

    /// The folder of a supervised unit of the cluster, for instance `etcd`; it is also the unit's marker.
    func unitFolder(_ name: String) -> String { "\(folder)/units/\(name)" }

    /// Where the API server notes what is asked of it.
    var auditLog: String { "\(unitFolder("kube-apiserver"))/audit.log" }

    /// The folder of a worker's own files.
    func workerFolder(_ number: Int) -> String { "\(folder)/workers/\(number)" }

    /// The folder of a worker's sockets.
    func workerRuntimeFolder(_ number: Int) -> String { "\(runtimeFolder)/w\(number)" }

    // MARK: Network

    var networkIndex: Int { allocation.networkIndex }
    /// The bridge that joins the cluster's workers; at most 15 bytes, as all interface names.
    var bridgeName: String { "slw\(tag)-\(networkIndex)" }
    /// The host's address on the bridge: there the API server answers the workers.
    var gatewayAddress: String { "\(nodePrefix).\(networkIndex).1" }
    /// The part of the node network that is the cluster's.
    var nodeSubnet: String { "\(nodePrefix).\(networkIndex).0/24" }

    func workerAddress(_ number: Int) -> String { "\(nodePrefix).\(networkIndex).\(1 + number)" }
    func podSubnet(_ number: Int) -> String { "\(podPrefix).\(number).0/24" }
    func networkNamespace(_ number: Int) -> String { "slw\(tag)-\(networkIndex)-w\(number)" }
    func networkNamespacePath(_ number: Int) -> String { "\(networkNamespacesFolder)/\(networkNamespace(number))" }
    func vethName(_ number: Int) -> String { "slw\(tag)-\(networkIndex)w\(number)" }
    /// Name of the worker's control group in each hierarchy.
    func cgroupName(_ number: Int) -> String { networkNamespace(number) }

    // MARK: API server

    /// The API server as processes on this host reach it.
    var localServerURL: String { "https://127.0.0.1:\(allocation.apiServerPort)" }
    /// etcd as processes on this host reach it.
    var localEtcdURL: String { "https://127.0.0.1:\(allocation.etcdClientPort)" }
    /// The API server as workers reach it.
    var workerServerURL: String { "https://\(gatewayAddress):\(allocation.apiServerPort)" }
}
