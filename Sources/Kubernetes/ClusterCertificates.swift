// SPDX-License-Identifier: Apache-2.0

package import Cryptography

/// What the certificates of a cluster have to say, so that its programs know each other.
///
/// Names and groups are those of Kubernetes' own role bindings.
package enum ClusterCertificates {
    /// The API server for everybody who connects to it, under the given names and addresses too.
    package static func apiServer(dnsNames: [String], addresses: [String]) -> CertificateRequest {
        let service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"]
        return CertificateRequest(
            commonName: "kube-apiserver",
            dnsNames: service + ["kubernetes.default.svc.cluster.local", "localhost"] + dnsNames,
            ipAddresses: ["127.0.0.1"] + addresses,
            usages: [.server]
        )
    }

    /// The API server as it talks to kubelets.
    package static let apiServerToKubelet = CertificateRequest(
        commonName: "kube-apiserver-kubelet-client",
        organizations: ["system:masters"],
        usages: [.client]
    )

    /// The API server as it passes requests on to extension servers.
    package static let frontProxy = CertificateRequest(commonName: "front-proxy-client", usages: [.client])

    /// The API server as it talks to etcd.
    package static let apiServerToEtcd = CertificateRequest(commonName: "kube-apiserver-etcd-client", usages: [.client])

    /// The etcd server, for the API server and for itself.
    package static let etcd = CertificateRequest(
        commonName: "etcd",
        dnsNames: ["localhost"],
        ipAddresses: ["127.0.0.1"],
        usages: [.server, .client]
    )

    /// A super user.
    package static let administrator = CertificateRequest(
        commonName: "admin",
        organizations: ["system:masters"],
        usages: [.client]
    )

    /// The service that keeps the cluster up: a super user that can be told from all others.
    package static let service = CertificateRequest(
        commonName: "slipway",
        organizations: ["system:masters"],
        usages: [.client]
    )

    package static let controllerManager = CertificateRequest(
        commonName: "system:kube-controller-manager",
        usages: [.client]
    )

    package static let scheduler = CertificateRequest(commonName: "system:kube-scheduler", usages: [.client])

    package static let kubeProxy = CertificateRequest(commonName: "system:kube-proxy", usages: [.client])

    /// A kubelet as it talks to the API server.
    package static func kubelet(nodeName: String) -> CertificateRequest {
        CertificateRequest(commonName: "system:node:\(nodeName)", organizations: ["system:nodes"], usages: [.client])
    }

    /// A kubelet as the API server finds it.
    ///
    /// It lives as long as its authority: a kubelet reads it when it starts and never again, all others look for a
    /// renewed one while they run.
    package static func kubeletServer(nodeName: String, address: String) -> CertificateRequest {
        CertificateRequest(
            commonName: "system:node:\(nodeName)",
            organizations: ["system:nodes"],
            dnsNames: [nodeName],
            ipAddresses: [address],
            usages: [.server],
            days: 3_650
        )
    }
}
