// SPDX-License-Identifier: Apache-2.0

import API
import Archives
package import Authentication
package import FoundationEssentials
import Kubernetes
import Model
package import Provisioning

/// Packs what kubectl needs to reach a cluster.
package struct ConfigurationService: Sendable {
    private let clusters: ClusterService
    private let provider: any ClusterProvider
    private let rights: ClusterRightsUpkeep
    private let tokens: any SessionTokenIssuer
    private let issuerURL: String
    private let issuerAuthorityPEM: String

    /// `issuerAuthorityPEM` is the authority that vouches for the issuer's own TLS certificate.
    package init(
        clusters: ClusterService,
        provider: any ClusterProvider,
        rights: ClusterRightsUpkeep,
        tokens: any SessionTokenIssuer,
        issuerURL: String,
        issuerAuthorityPEM: String
    ) {
        self.clusters = clusters
        self.provider = provider
        self.rights = rights
        self.tokens = tokens
        self.issuerURL = issuerURL
        self.issuerAuthorityPEM = issuerAuthorityPEM
    }

    /// A zip with a kubeconfig in the caller's own name; each download gets tokens of its own.
    ///
    /// What the caller may do in the cluster holds when this returns.
    package func userConfiguration(_ idOrName: String, for caller: Caller) async throws -> Data {
        let (cluster, access) = try await reach(idOrName, for: caller, to: .downloadConfiguration)
        do {
            try await rights.bring(to: cluster.id)
        } catch is ProvisioningError {
            throw APIError.masterDoesNotAnswer(cluster.name)
        }
        let issued = try await tokens.kubeconfigTokens(for: caller.principal)
        let names = ConfigurationFileNames(of: cluster)
        let document = KubeconfigDocument.oidc(
            clusterName: cluster.name,
            serverURL: access.serverURL,
            authorityFile: names.authority,
            userName: caller.principal.email,
            issuerURL: issuerURL,
            issuerAuthorityPEM: issuerAuthorityPEM,
            clientID: "bx",
            clientSecret: "bx",
            idToken: issued.idToken,
            refreshToken: issued.refreshToken
        )
        return pack([(names.kubeconfig, document), (names.authority, access.authorityPEM)])
    }

    /// A zip with a kubeconfig of the cluster's super user, who is known by a client certificate.
    package func adminConfiguration(_ idOrName: String, for caller: Caller) async throws -> Data {
        let (cluster, access) = try await reach(idOrName, for: caller, to: .downloadAdministratorConfiguration)
        let names = ConfigurationFileNames(of: cluster)
        let document = KubeconfigDocument.clientCertificate(
            clusterName: cluster.name,
            serverURL: access.serverURL,
            authorityFile: names.authority,
            userName: "admin",
            certificateFile: "admin.pem",
            keyFile: "admin-key.pem"
        )
        return pack([
            (names.kubeconfig, document),
            (names.authority, access.authorityPEM),
            ("admin.pem", access.adminCertificatePEM),
            ("admin-key.pem", access.adminKeyPEM),
        ])
    }

    private func reach(
        _ idOrName: String,
        for caller: Caller,
        to action: ClusterAction
    ) async throws -> (cluster: Cluster, access: ClusterAccess) {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: action)
        guard !cluster.isDeleting else { throw APIError.beingDeleted(cluster.name) }
        guard !cluster.serverURL.isEmpty, let access = try await provider.access(to: cluster.id) else {
            throw APIError.clusterNotReady(cluster.name, cluster.message)
        }
        return (cluster, access)
    }

    /// Clients look for one folder whose name starts with `kubeConfig`, as an entry of its own.
    private func pack(_ files: [(name: String, text: String)]) -> Data {
        let folder = "kubeConfig\(UInt32.random(in: 100_000_000...999_999_999))/"
        var entries = [ArchiveEntry(path: folder, mode: 0o755, content: Data())]
        entries += files.map { ArchiveEntry(path: folder + $0.name, mode: 0o644, content: Data($0.text.utf8)) }
        return ZipArchive.write(entries)
    }
}

/// What the files of a cluster's configuration are called.
private struct ConfigurationFileNames {
    let kubeconfig: String
    let authority: String

    init(of cluster: Cluster) {
        kubeconfig = "kube-config-prod-\(cluster.zone)-\(cluster.name).yml"
        authority = "ca-prod-\(cluster.zone)-\(cluster.name).pem"
    }
}
