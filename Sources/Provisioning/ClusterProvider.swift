// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Makes real clusters.
///
/// It is told what to build and reports what it sees; it keeps no orders of its own.
///
/// All methods may be called for several clusters at a time. Calls for one cluster come one after the other, except
/// those of `access` and `grantAccess`, which may come at any time, and those for different workers.
package protocol ClusterProvider: Sendable {
    /// What can be built here now, and what is missing for the rest. Changes nothing.
    func capabilities() async -> ProviderCapabilities

    /// The versions whose programs are installed, newest first.
    func versions() async -> [KubernetesVersion]

    /// Builds the cluster, or what is missing of it, and starts supervising it.
    ///
    /// Looks at the world before each step, so it may be stopped anywhere and called again with the same order; on a
    /// whole cluster it changes nothing. It returns when all of it answers. `report` is called as each step begins.
    func realize(
        _ order: ClusterOrder,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError)

    /// Gives the master of a running cluster the version of the order; workers are left alone.
    ///
    /// What it stores is copied aside first. Throws if the new master is not ready within its time; only `restoreMaster`
    /// brings back what was, and until then neither `realize` nor another attempt may follow. It may be stopped anywhere
    /// and called again with the same order and attempt.
    func updateMaster(
        of order: ClusterOrder,
        attempt: Int,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError)

    /// Takes an attempt back: the master has the version of the order again, and the data from before the update.
    ///
    /// It may be stopped anywhere and called again.
    func restoreMaster(
        of order: ClusterOrder,
        attempt: Int,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError)

    /// Ends and starts the master, so that it takes over how it is configured; workers are left alone.
    func restartMaster(
        of order: ClusterOrder,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError)

    /// What the cluster looks like at this moment.
    func observe(_ order: ClusterOrder) async -> ClusterObservation

    /// Gives users these rights inside the cluster, and takes away what earlier calls gave and this one does not.
    ///
    /// Looks first, and repairs what others changed of it; tells whether there was anything to do. Fails while the API
    /// server does not answer.
    @discardableResult
    func grantAccess(_ rights: ClusterRights, to clusterID: String) async throws(ProvisioningError) -> Bool

    /// Puts the credentials where pods find them that name no secret of their own: namespaces `default` and `kube-system`.
    ///
    /// Looks first, and repairs what others changed of it. Fails while the API server does not answer.
    func keepPullSecrets(_ credentials: [PullCredential], in clusterID: String) async throws(ProvisioningError)

    /// When the cluster was last of use to anybody: called by people or programs outside it, or computing in its pods.
    ///
    /// Counts from the first call on; what lies before may be forgotten.
    func lastUse(of order: ClusterOrder) async -> Date

    /// Freezes a cluster that is well, so that it takes no processor time.
    ///
    /// The first connection to its API server thaws it, as does every other call here that changes something in it;
    /// `observe` and what asks for things to be as they are leave it frozen, also after a restart of the daemon.
    func hibernate(_ order: ClusterOrder) async throws(ProvisioningError)

    /// Thaws a cluster if it is frozen; it answers soon after.
    func wake(_ clusterID: String) async

    /// The identifier of a cluster that stands prepared for such an order and is kept for it from now on; nil if none is.
    func reserve(version: KubernetesVersion, workers: Int) async -> String?

    /// Nothing was ordered under an identifier that was reserved.
    func giveBack(_ clusterID: String) async

    /// Says which clusters were ordered: from now on others may be prepared, and what was prepared may be replaced.
    func begin(with ordered: Set<String>) async

    /// How to reach the cluster's API server, or nil while it has none.
    func access(to clusterID: String) async throws(ProvisioningError) -> ClusterAccess?

    /// The part of the node network that the cluster has, or nil while it has none.
    func subnet(of clusterID: String) async throws(ProvisioningError) -> NodeSubnet?

    /// What is said inside the cluster about updates of its workers. Needs a master that answers.
    func updateFacts(of clusterID: String) async throws(ProvisioningError) -> WorkerUpdateFacts

    /// Takes a worker out of its cluster and off the host: its pods are asked to move away first.
    ///
    /// `realize` never makes it end by leaving it out of an order. Needs a master that answers, if there ever was one;
    /// fine if nothing is left of the worker.
    func removeWorker(_ worker: WorkerOrder, of order: ClusterOrder) async throws(ProvisioningError)

    /// Ends all that runs on a worker; `realize` starts it anew. Its node counts as not ready from then on.
    ///
    /// Needs a master that answers.
    func stopWorker(
        _ worker: WorkerOrder,
        of order: ClusterOrder,
        _ way: WorkerStop
    ) async throws(ProvisioningError)

    /// Ends and removes all of the cluster: processes, mounts, networks, files. Fine if nothing is left of it.
    func remove(clusterID: String) async throws(ProvisioningError)

    /// The clusters of which something is left on this host.
    func existingClusterIDs() async throws(ProvisioningError) -> Set<String>

    /// Stops supervising without touching the clusters: they go on, and `realize` takes them over again.
    func release() async
}

/// What a provider is told to build.
package struct ClusterOrder: Sendable, Equatable, Encodable {
    package let id: String
    package let name: String
    /// That of the master.
    package let version: KubernetesVersion
    package let region: String
    package let zone: String
    package let workers: [WorkerOrder]
    /// Where the API server sends audit events from its next start on; nil for nowhere.
    package let auditWebhook: AuditWebhook?

    package init(
        id: String,
        name: String,
        version: KubernetesVersion,
        region: String,
        zone: String,
        workers: [WorkerOrder],
        auditWebhook: AuditWebhook? = nil
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.region = region
        self.zone = zone
        self.workers = workers
        self.auditWebhook = auditWebhook
    }
}

/// One worker of an order.
package struct WorkerOrder: Sendable, Equatable, Encodable {
    /// Also the name of the node.
    package let id: String
    /// From 1; no two workers of a cluster have the same at the same time.
    package let number: Int
    package let machineType: MachineType
    package let version: KubernetesVersion
    /// Labels of the node, beside those that tell what all of this says.
    package let labels: [String: String]

    package init(
        id: String,
        number: Int,
        machineType: MachineType,
        version: KubernetesVersion,
        labels: [String: String] = [:]
    ) {
        self.id = id
        self.number = number
        self.machineType = machineType
        self.version = version
        self.labels = labels
    }
}

/// How a worker is stopped.
package enum WorkerStop: Sendable, Equatable, CaseIterable {
    /// Its pods and programs are asked to end first.
    case orderly
    /// All ends at once, as when the power is cut.
    case abrupt
    /// In good order, and its disk is emptied.
    case erasing
    /// Its pods move away first; then in good order, and its disk is emptied.
    case vacating
}

/// A step that begins.
package struct ProvisioningStep: Sendable, Equatable {
    /// What the step works towards.
    package enum Phase: Sendable {
        case master
        case workers
    }

    package let phase: Phase
    /// For people: `Starting the API server`.
    package let title: String

    package init(phase: Phase, title: String) {
        self.phase = phase
        self.title = title
    }
}

/// What was seen of a cluster.
package struct ClusterObservation: Sendable, Equatable {
    package let isMasterReady: Bool
    /// Why the master is not ready; empty if it is.
    package let masterMessage: String
    /// One entry for each worker of the order, in its order.
    package let workers: [WorkerObservation]
    /// Whether it is frozen: then nothing was looked at, and all is as it was.
    package let isHibernated: Bool

    package init(
        isMasterReady: Bool,
        masterMessage: String,
        workers: [WorkerObservation],
        isHibernated: Bool = false
    ) {
        self.isMasterReady = isMasterReady
        self.masterMessage = masterMessage
        self.workers = workers
        self.isHibernated = isHibernated
    }

    /// The one of a frozen cluster.
    package static let hibernated = ClusterObservation(
        isMasterReady: true,
        masterMessage: "",
        workers: [],
        isHibernated: true
    )
}

/// What was seen of one worker.
package struct WorkerObservation: Sendable, Equatable {
    package let id: String
    package let isReady: Bool
    /// The node's own words, or why there are none.
    package let message: String
    package let privateIP: String
    /// What a node that is ready runs short of, such as memory; empty if nothing.
    package let shortage: String

    package init(id: String, isReady: Bool, message: String, privateIP: String, shortage: String = "") {
        self.id = id
        self.isReady = isReady
        self.message = message
        self.privateIP = privateIP
        self.shortage = shortage
    }
}

/// How to reach a cluster's API server.
package struct ClusterAccess: Sendable, Equatable {
    /// `https://host:port`.
    package let serverURL: String
    /// The certificate authority of the API server, PEM.
    package let authorityPEM: String
    /// A super user's client certificate and key, PEM.
    package let adminCertificatePEM: String
    package let adminKeyPEM: String

    package init(serverURL: String, authorityPEM: String, adminCertificatePEM: String, adminKeyPEM: String) {
        self.serverURL = serverURL
        self.authorityPEM = authorityPEM
        self.adminCertificatePEM = adminCertificatePEM
        self.adminKeyPEM = adminKeyPEM
    }
}

/// What is said inside a cluster about updates of its workers.
package struct WorkerUpdateFacts: Sendable, Equatable {
    /// The rules as their author wrote them, by the names of their entries; nil if there are none.
    package let rules: [String: String]?
    /// The labels of each node.
    package let labels: [String: [String: String]]

    package init(rules: [String: String]?, labels: [String: [String: String]]) {
        self.rules = rules
        self.labels = labels
    }
}

/// The network that the workers of one cluster are in.
package struct NodeSubnet: Sendable, Equatable {
    /// The same as long as the cluster exists.
    package let id: String
    /// `10.213.4.0/24`.
    package let cidr: String
    package let gateway: String

    package init(id: String, cidr: String, gateway: String) {
        self.id = id
        self.cidr = cidr
        self.gateway = gateway
    }
}

/// What a provider can build here and now.
package struct ProviderCapabilities: Sendable, Equatable {
    /// Versions whose programs are installed, newest first.
    package let versions: [KubernetesVersion]
    /// What is missing for any cluster at all.
    package let masterObstacles: [Obstacle]
    /// What is missing for workers.
    package let workerObstacles: [Obstacle]
    /// Cores and memory of the host, the limit of a machine type.
    package let hostCores: Int
    package let hostMemoryGiB: Int
    /// The operating system of workers: `DEBIAN_12`.
    package let workerSystem: String
    /// The disk that workers share.
    package let workerStorageGiB: Int

    package init(
        versions: [KubernetesVersion],
        masterObstacles: [Obstacle],
        workerObstacles: [Obstacle],
        hostCores: Int,
        hostMemoryGiB: Int,
        workerSystem: String,
        workerStorageGiB: Int
    ) {
        self.versions = versions
        self.masterObstacles = masterObstacles
        self.workerObstacles = workerObstacles
        self.hostCores = hostCores
        self.hostMemoryGiB = hostMemoryGiB
        self.workerSystem = workerSystem
        self.workerStorageGiB = workerStorageGiB
    }
}

/// Something that is missing on the host, and its mend.
package struct Obstacle: Sendable, Equatable {
    /// `the program dnsmasq is missing`.
    package let problem: String
    /// `install the package dnsmasq-base`.
    package let mend: String

    package init(problem: String, mend: String) {
        self.problem = problem
        self.mend = mend
    }
}

/// Why a provider could not do what it was told.
package enum ProvisioningError: Error, Sendable, Equatable {
    /// The host lacks something; nothing was changed.
    case missing([Obstacle])
    /// The step with this title failed; `reason` is for its owner to read. Trying again may help.
    case failed(step: String, reason: String)
    /// All is well but for these workers: why, by their identifiers. Trying again may help.
    case workersFailed([String: String])
    /// The task was cancelled between two steps.
    case cancelled
}
