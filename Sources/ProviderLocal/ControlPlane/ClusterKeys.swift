// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Kubernetes

/// The keys and certificates of one cluster, in files that are made when they are missing and kept when they serve.
///
/// A key is written before its certificate, and a pair counts only if both belong together: a crash between the two
/// costs nothing but a new pair.
struct ClusterKeys: Sendable {
    private static let authorityDays = 3_650
    /// A certificate that ends sooner is made anew.
    private static let renewalSeconds = 60.0 * 86_400

    let layout: ClusterLayout
    let configuration: LocalProviderConfiguration
    let now: Date

    func path(_ name: String) -> String { "\(layout.pkiFolder)/\(name).pem" }
    func keyPath(_ name: String) -> String { "\(layout.pkiFolder)/\(name)-key.pem" }

    // MARK: Files that programs are told about

    var authorityFile: String { path("ca") }
    var etcdAuthorityFile: String { path("etcd-ca") }
    var frontProxyAuthorityFile: String { path("front-proxy-ca") }
    var serviceAccountKeyFile: String { keyPath("service-account") }
    var serviceAccountPublicKeyFile: String { path("service-account-public") }
    var encryptionConfigurationFile: String { "\(layout.pkiFolder)/encryption.json" }

    func kubeconfigPath(_ name: String) -> String { "\(layout.kubeconfigFolder)/\(name).conf" }

    // MARK: Making

    /// Makes what is missing of all that the control plane needs.
    func ensureControlPlane() throws {
        try Files.makeDirectory(layout.pkiFolder)
        try Files.makeDirectory(layout.kubeconfigFolder)
        let authority = try authority("ca", commonName: "kubernetes")
        let etcd = try self.authority("etcd-ca", commonName: "etcd")
        let frontProxy = try self.authority("front-proxy-ca", commonName: "front-proxy")
        try ensureServiceAccountKey()
        try ensureEncryptionKey()
        try issue("etcd", ClusterCertificates.etcd, by: etcd)
        try issue("apiserver-etcd-client", ClusterCertificates.apiServerToEtcd, by: etcd)
        try issue("front-proxy-client", ClusterCertificates.frontProxy, by: frontProxy)
        try issue("apiserver", apiServerRequest, by: authority)
        try issue("apiserver-kubelet-client", ClusterCertificates.apiServerToKubelet, by: authority)
        try issue("admin", ClusterCertificates.administrator, by: authority)
        try issue("slipway", ClusterCertificates.service, by: authority)
        try issue("controller-manager", ClusterCertificates.controllerManager, by: authority)
        try issue("scheduler", ClusterCertificates.scheduler, by: authority)
        for name in ["admin", "controller-manager", "scheduler"] {
            try writeKubeconfig(name, serverURL: layout.localServerURL)
        }
    }

    /// Makes what is missing of all that a worker needs; `ensureControlPlane` has to be done.
    func ensureWorker(name: String, number: Int) throws -> WorkerCredentials {
        let authority = try authority("ca", commonName: "kubernetes")
        let address = layout.workerAddress(number)
        let (client, server, proxy) = Self.workerNames(number)
        try issue(client, ClusterCertificates.kubelet(nodeName: name), by: authority)
        try issue(server, ClusterCertificates.kubeletServer(nodeName: name, address: address), by: authority)
        try issue(proxy, ClusterCertificates.kubeProxy, by: authority)
        for kubeconfig in [client, proxy] { try writeKubeconfig(kubeconfig, serverURL: layout.workerServerURL) }
        return WorkerCredentials(
            authorityFile: authorityFile,
            kubeletKubeconfig: kubeconfigPath(client),
            kubeletCertificateFile: path(server),
            kubeletKeyFile: keyPath(server),
            kubeProxyKubeconfig: kubeconfigPath(proxy)
        )
    }

    /// Removes what a worker proved itself with, as the next one in its place has another name.
    func removeWorker(number: Int) throws {
        let (client, server, proxy) = Self.workerNames(number)
        for name in [client, server, proxy] {
            for file in [path(name), keyPath(name), kubeconfigPath(name)] { try Files.remove(file) }
        }
    }

    private static func workerNames(_ number: Int) -> (client: String, server: String, proxy: String) {
        ("kubelet-\(number)", "kubelet-server-\(number)", "kube-proxy-\(number)")
    }

    /// This daemon's client of the API server, with all rights; nil while there are no keys.
    func administratorClient(patience: Duration = .zero) throws -> KubernetesClient? {
        guard let authority = try text(authorityFile), let certificate = try text(path("slipway")),
            let key = try text(keyPath("slipway"))
        else { return nil }
        return KubernetesClient(
            serverURL: layout.localServerURL,
            authorityPEM: authority,
            certificatePEM: certificate,
            keyPEM: key,
            patience: patience
        )
    }

    /// The client of etcd; nil while there are no keys.
    func etcdClient() throws -> EtcdClient? {
        guard let authority = try text(etcdAuthorityFile), let certificate = try text(path("apiserver-etcd-client")),
            let key = try text(keyPath("apiserver-etcd-client"))
        else { return nil }
        return EtcdClient(
            serverURL: layout.localEtcdURL,
            authorityPEM: authority,
            certificatePEM: certificate,
            keyPEM: key
        )
    }

    func text(_ path: String) throws -> String? {
        try Files.read(path).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Steps

    private var apiServerRequest: CertificateRequest {
        let host = configuration.publicHost
        let isAddress = host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
        var addresses = [configuration.kubernetesServiceAddress, layout.gatewayAddress]
        var names: [String] = []
        if isAddress {
            if host != "127.0.0.1" { addresses.append(host) }
        } else if host != "localhost" {
            names.append(host)
        }
        return ClusterCertificates.apiServer(dnsNames: names, addresses: addresses)
    }

    private func authority(_ name: String, commonName: String) throws -> CertificateAuthority {
        if let certificate = try text(path(name)), let key = try text(keyPath(name)) {
            if let authority = try? CertificateAuthority(certificatePEM: certificate, keyPEM: key) { return authority }
        }
        let authority = try CertificateAuthority.create(commonName: commonName, now: now, days: Self.authorityDays)
        try Files.write(Data(authority.keyPEM.utf8), to: keyPath(name))
        try Files.write(Data(authority.certificatePEM.utf8), to: path(name))
        return authority
    }

    private func issue(_ name: String, _ request: CertificateRequest, by authority: CertificateAuthority) throws {
        if try serves(name, request, authority) { return }
        let issued = try authority.issue(request, now: now)
        try Files.write(Data(issued.keyPEM.utf8), to: keyPath(name))
        try Files.write(Data(issued.certificatePEM.utf8), to: path(name))
    }

    private func serves(
        _ name: String,
        _ request: CertificateRequest,
        _ authority: CertificateAuthority
    ) throws -> Bool {
        guard let certificate = try text(path(name)), let key = try text(keyPath(name)) else { return false }
        // Unreadable files count as missing ones: they are ours, and are made anew.
        guard (try? CertificateInspection.belongs(keyPEM: key, toPEM: certificate)) == true,
            (try? CertificateInspection.isSigned(pem: certificate, byAuthorityPEM: authority.certificatePEM)) == true,
            let names = try? CertificateInspection.names(ofPEM: certificate),
            let start = try? CertificateInspection.start(ofPEM: certificate),
            let expiry = try? CertificateInspection.expiry(ofPEM: certificate)
        else { return false }
        // It was made while the clock was wrong.
        guard start <= now else { return false }
        let isLasting = expiry > now.addingTimeInterval(Self.renewalSeconds)
        return isLasting && Set(names) == Set(request.dnsNames + request.ipAddresses)
    }

    private func ensureServiceAccountKey() throws {
        if let text = try text(serviceAccountKeyFile), let key = try? PrivateKey(pem: text) {
            if try self.text(serviceAccountPublicKeyFile) == key.publicPEM { return }
            return try Files.write(Data(key.publicPEM.utf8), to: serviceAccountPublicKeyFile)
        }
        let key = try PrivateKey.p256()
        try Files.write(Data(key.pem.utf8), to: serviceAccountKeyFile)
        try Files.write(Data(key.publicPEM.utf8), to: serviceAccountPublicKeyFile)
    }

    /// Secrets are encrypted in etcd; the key is made once, as without it they could not be read again.
    private func ensureEncryptionKey() throws {
        guard !Files.exists(encryptionConfigurationFile) else { return }
        // A new key would start an API server that can read none of the secrets.
        guard !Files.exists("\(layout.etcdDataFolder)/member") else {
            throw EncryptionKeyLost(path: encryptionConfigurationFile)
        }
        let key = Data(RandomText.bytes(32)).base64EncodedString()
        let providers: JSONValue = [
            ["secretbox": ["keys": [["name": "key1", "secret": .string(key)]]]], ["identity": [:]],
        ]
        let document: JSONValue = [
            "apiVersion": "apiserver.config.k8s.io/v1",
            "kind": "EncryptionConfiguration",
            "resources": [["resources": ["secrets"], "providers": providers]],
        ]
        try Files.write(JSONEncoder().encode(document), to: encryptionConfigurationFile)
    }

    private func writeKubeconfig(_ name: String, serverURL: String) throws {
        let document = KubeconfigDocument.clientCertificate(
            clusterName: layout.clusterID,
            serverURL: serverURL,
            authorityFile: authorityFile,
            userName: name,
            certificateFile: path(name),
            keyFile: keyPath(name)
        )
        if try text(kubeconfigPath(name)) == document { return }
        try Files.write(Data(document.utf8), to: kubeconfigPath(name))
    }
}

/// The key that etcd's secrets are encrypted with is gone, while they are there.
struct EncryptionKeyLost: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path), which the cluster's secrets need, is gone; bring it back from a backup" }
}

/// Absolute paths of what a worker's programs need to prove who they are.
struct WorkerCredentials: Sendable, Equatable {
    let authorityFile: String
    let kubeletKubeconfig: String
    let kubeletCertificateFile: String
    let kubeletKeyFile: String
    let kubeProxyKubeconfig: String
}
