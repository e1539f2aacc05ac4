// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import Model
import Supervision

/// The programs of a control plane with their arguments.
///
/// Only flags that Kubernetes 1.20 and later know; those that came or went meanwhile depend on the version.
struct ControlPlaneUnits: Sendable {
    let layout: ClusterLayout
    let configuration: LocalProviderConfiguration
    let keys: ClusterKeys
    let distribution: KubernetesDistribution
    /// Absolute path of the etcd program.
    let etcdProgram: String
    let hasWorkers: Bool
    let auditFiles: AuditFiles

    private var ports: ClusterAllocation { layout.allocation }

    var etcd: UnitSpecification {
        let client = layout.localEtcdURL
        let peer = "https://127.0.0.1:\(ports.etcdPeerPort)"
        return UnitSpecification(
            folder: layout.unitFolder("etcd"),
            executable: etcdProgram,
            arguments: [
                "--name=etcd",
                "--data-dir=\(layout.etcdDataFolder)",
                "--listen-client-urls=\(client)",
                "--advertise-client-urls=\(client)",
                "--listen-peer-urls=\(peer)",
                "--initial-advertise-peer-urls=\(peer)",
                "--initial-cluster=etcd=\(peer)",
                "--initial-cluster-token=\(layout.clusterID)",
                "--client-cert-auth=true",
                "--trusted-ca-file=\(keys.etcdAuthorityFile)",
                "--cert-file=\(keys.path("etcd"))",
                "--key-file=\(keys.keyPath("etcd"))",
                "--peer-client-cert-auth=true",
                "--peer-trusted-ca-file=\(keys.etcdAuthorityFile)",
                "--peer-cert-file=\(keys.path("etcd"))",
                "--peer-key-file=\(keys.keyPath("etcd"))",
                "--logger=zap",
            ]
        )
    }

    var apiServer: UnitSpecification {
        UnitSpecification(
            folder: layout.unitFolder("kube-apiserver"),
            executable: distribution.program("kube-apiserver"),
            arguments: apiServerEndpoint + apiServerTrust + apiServerUsers + auditFiles.arguments
        )
    }

    private var apiServerEndpoint: [String] {
        [
            // It takes one address only: all of them as soon as workers or other hosts must reach it.
            "--bind-address=\(configuration.isForThisHostOnly && !hasWorkers ? "127.0.0.1" : "0.0.0.0")",
            "--secure-port=\(ports.apiServerPort)",
            // Workers find the API server there; without workers nobody looks.
            "--advertise-address=\(layout.gatewayAddress)",
            "--service-cluster-ip-range=\(configuration.serviceNetwork)",
            "--etcd-servers=\(layout.localEtcdURL)",
            "--etcd-cafile=\(keys.etcdAuthorityFile)",
            "--etcd-certfile=\(keys.path("apiserver-etcd-client"))",
            "--etcd-keyfile=\(keys.keyPath("apiserver-etcd-client"))",
            "--encryption-provider-config=\(keys.encryptionConfigurationFile)",
            "--allow-privileged=true",
            "--profiling=false",
        ]
    }

    private var apiServerTrust: [String] {
        [
            "--tls-cert-file=\(keys.path("apiserver"))",
            "--tls-private-key-file=\(keys.keyPath("apiserver"))",
            "--tls-min-version=VersionTLS12",
            "--client-ca-file=\(keys.authorityFile)",
            "--kubelet-certificate-authority=\(keys.authorityFile)",
            "--kubelet-client-certificate=\(keys.path("apiserver-kubelet-client"))",
            "--kubelet-client-key=\(keys.keyPath("apiserver-kubelet-client"))",
            "--kubelet-preferred-address-types=InternalIP",
            "--proxy-client-cert-file=\(keys.path("front-proxy-client"))",
            "--proxy-client-key-file=\(keys.keyPath("front-proxy-client"))",
            "--requestheader-client-ca-file=\(keys.frontProxyAuthorityFile)",
            "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-username-headers=X-Remote-User",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        ]
    }

    private var apiServerUsers: [String] {
        let own = [
            "--anonymous-auth=false",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--service-account-key-file=\(keys.serviceAccountPublicKeyFile)",
            "--service-account-signing-key-file=\(keys.serviceAccountKeyFile)",
        ]
        guard let issuer = configuration.issuerURL else { return own }
        let authority = configuration.issuerAuthorityFile.map { ["--oidc-ca-file=\($0)"] } ?? []
        return own + authority + [
            "--oidc-issuer-url=\(issuer)",
            "--oidc-client-id=bx",
            "--oidc-username-claim=sub",
            "--oidc-username-prefix=IAM#",
        ]
    }

    var controllerManager: UnitSpecification {
        UnitSpecification(
            folder: layout.unitFolder("kube-controller-manager"),
            executable: distribution.program("kube-controller-manager"),
            arguments: [
                "--kubeconfig=\(keys.kubeconfigPath("controller-manager"))",
                "--root-ca-file=\(keys.authorityFile)",
                "--cluster-signing-cert-file=\(keys.authorityFile)",
                "--cluster-signing-key-file=\(keys.keyPath("ca"))",
                "--service-account-private-key-file=\(keys.serviceAccountKeyFile)",
                "--use-service-account-credentials=true",
                // Each worker's pod network follows from its number.
                "--allocate-node-cidrs=false",
                "--leader-elect=false",
                // With the stock limits the default service account comes seconds later.
                "--kube-api-qps=1000",
                "--kube-api-burst=2000",
                "--profiling=false",
            ] + noServing
        )
    }

    var scheduler: UnitSpecification {
        UnitSpecification(
            folder: layout.unitFolder("kube-scheduler"),
            executable: distribution.program("kube-scheduler"),
            arguments: [
                "--kubeconfig=\(keys.kubeconfigPath("scheduler"))",
                "--leader-elect=false",
                "--profiling=false",
            ] + noServing
        )
    }

    /// No ports of their own: those of several clusters would be the same.
    private var noServing: [String] {
        let plainPort = distribution.version < KubernetesVersion(major: 1, minor: 23, patch: 0) ? ["--port=0"] : []
        return ["--secure-port=0"] + plainPort
    }
}
