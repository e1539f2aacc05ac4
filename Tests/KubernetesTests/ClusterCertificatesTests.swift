// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Kubernetes
import ProcessControl
import TestSupport
import Testing

@Suite struct ClusterCertificatesTests {
    static let requests: [(request: CertificateRequest, subject: String)] = [
        (ClusterCertificates.administrator, "O = system:masters, CN = admin"),
        (ClusterCertificates.apiServerToKubelet, "O = system:masters, CN = kube-apiserver-kubelet-client"),
        (ClusterCertificates.controllerManager, "CN = system:kube-controller-manager"),
        (ClusterCertificates.scheduler, "CN = system:kube-scheduler"),
        (ClusterCertificates.kubeProxy, "CN = system:kube-proxy"),
        (ClusterCertificates.kubelet(nodeName: "w1"), "O = system:nodes, CN = system:node:w1"),
    ]

    @Test func apiServerAnswersToAllItsNames() {
        let request = ClusterCertificates.apiServer(dnsNames: ["example.com"], addresses: ["172.21.0.1"])
        for name in ["kubernetes", "kubernetes.default.svc.cluster.local", "localhost", "example.com"] {
            #expect(request.dnsNames.contains(name))
        }
        #expect(request.ipAddresses == ["127.0.0.1", "172.21.0.1"])
        #expect(request.usages == [.server])
    }

    @Test(.enabled(if: Subprocess.find("openssl") != nil, "needs the openssl program"), arguments: requests.indices)
    func opensslAcceptsClientCertificate(_ index: Int) async throws {
        let (request, subject) = Self.requests[index]
        try await verify(request, purpose: "sslclient") { path in
            let output = try await Subprocess.runChecked("openssl", ["x509", "-noout", "-subject", "-in", path])
            #expect(output == "subject=\(subject)\n")
        }
    }

    @Test(.enabled(if: Subprocess.find("openssl") != nil, "needs the openssl program"))
    func opensslAcceptsServerCertificates() async throws {
        for request in [
            ClusterCertificates.apiServer(dnsNames: ["example.com"], addresses: ["172.21.0.1"]),
            ClusterCertificates.kubeletServer(nodeName: "w1", address: "10.213.0.2"),
            ClusterCertificates.etcd,
        ] {
            try await verify(request, purpose: "sslserver") { _ in }
        }
    }

    private func verify(
        _ request: CertificateRequest,
        purpose: String,
        _ inspect: (String) async throws -> Void
    ) async throws {
        let authority = try CertificateAuthority.create(commonName: "kubernetes", now: Date(), days: 10)
        let issued = try authority.issue(request, now: Date())
        try await withTemporaryDirectory { folder in
            let (authorityFile, certificateFile) = ("\(folder)/ca.pem", "\(folder)/certificate.pem")
            try Files.write(Data(authority.certificatePEM.utf8), to: authorityFile)
            try Files.write(Data(issued.certificatePEM.utf8), to: certificateFile)
            let arguments = ["verify", "-x509_strict", "-purpose", purpose, "-CAfile", authorityFile, certificateFile]
            #expect(try await Subprocess.runChecked("openssl", arguments) == "\(certificateFile): OK\n")
            try await inspect(certificateFile)
        }
    }
}
