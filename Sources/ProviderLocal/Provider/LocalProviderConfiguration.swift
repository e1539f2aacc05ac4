// SPDX-License-Identifier: Apache-2.0

/// Where the local provider keeps its things and which address ranges its clusters use.
package struct LocalProviderConfiguration: Sendable {
    /// Absolute path of the installation's data folder; clusters live in `clusters` below it.
    package var dataDirectory: String
    /// Absolute path of a short folder for sockets, gone after a restart of the host.
    package var runtimeDirectory: String
    /// Absolute path of the folder that holds `kubernetes/v1.20.2/bin` and so on.
    package var cacheDirectory: String
    /// Four hexadecimal digits that keep names of two installations on one host apart.
    package var installationTag: String
    /// A /16 of which each cluster uses one /24.
    package var nodeNetwork: String
    /// A /16 of which each worker uses one /24; the same in all clusters.
    package var podNetwork: String
    /// The same in all clusters.
    package var serviceNetwork: String
    /// The host, without port, under which users reach the clusters.
    package var publicHost: String
    /// The issuer of the users' tokens; nil leaves users out, only certificates count then.
    package var issuerURL: String?
    /// The PEM file of the authority behind the issuer's certificate; nil means the system's authorities.
    package var issuerAuthorityFile: String?
    /// How workers pull images of the registry; nil if there is none.
    package var registry: RegistryRoute?
    /// Makes an id token of the issuer for a user without rights, to see whether API servers take such tokens.
    package var probeToken: (@Sendable () throws -> String)?
    /// How many clusters stand prepared until somebody orders one.
    package var warmClusters: Int

    package init(
        dataDirectory: String,
        runtimeDirectory: String,
        cacheDirectory: String,
        installationTag: String,
        nodeNetwork: String = "10.213.0.0/16",
        podNetwork: String = "172.30.0.0/16",
        serviceNetwork: String = "172.21.0.0/16",
        publicHost: String,
        issuerURL: String?,
        issuerAuthorityFile: String?,
        registry: RegistryRoute? = nil,
        probeToken: (@Sendable () throws -> String)? = nil,
        warmClusters: Int = 0
    ) {
        self.dataDirectory = dataDirectory
        self.runtimeDirectory = runtimeDirectory
        self.cacheDirectory = cacheDirectory
        self.installationTag = installationTag
        self.nodeNetwork = nodeNetwork
        self.podNetwork = podNetwork
        self.serviceNetwork = serviceNetwork
        self.publicHost = publicHost
        self.issuerURL = issuerURL
        self.issuerAuthorityFile = issuerAuthorityFile
        self.registry = registry
        self.probeToken = probeToken
        self.warmClusters = warmClusters
    }

    /// Whether only programs on this host are to reach the clusters.
    var isForThisHostOnly: Bool {
        publicHost == "localhost" || publicHost == "::1" || publicHost.hasPrefix("127.")
    }

    /// Where the workers' network namespaces are bound to files.
    ///
    /// Not in /run/netns: whoever calls `ip netns add` there mounts the folder over itself, and what was bound before
    /// can then neither be unmounted nor removed.
    var networkNamespacesFolder: String {
        "\(runtimeDirectory)/netns"
    }

    /// The folder that holds one folder a cluster.
    var clustersFolder: String {
        "\(dataDirectory)/clusters"
    }

    /// The folder that holds one folder a Kubernetes version.
    var distributionsFolder: String {
        "\(cacheDirectory)/kubernetes"
    }

    /// The DNS server of each cluster, as its pods know it.
    var clusterDNSAddress: String {
        Self.prefix(of: serviceNetwork, octets: 3) + ".10"
    }

    /// The service address of each cluster's API server.
    var kubernetesServiceAddress: String {
        Self.prefix(of: serviceNetwork, octets: 3) + ".1"
    }

    static func prefix(of network: String, octets: Int) -> String {
        network.prefix { $0 != "/" }.split(separator: ".").prefix(octets).joined(separator: ".")
    }
}
