// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import Cryptography
import FoundationEssentials
import HTTP
import Model
import Provisioning
import StorageSQLite
import Testing

/// Where API servers send their audit events.
struct AuditWebhookTests {
    private static let path = "/v1/clusters/first/apiserverconfigs/auditwebhook"

    private func ready() async throws -> (ServiceFixture, id: String) {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        return (service, id)
    }

    private func body(_ webhook: AuditWebhookInfo) throws -> String {
        String(decoding: try JSONEncoder().encode(webhook), as: UTF8.self)
    }

    private func shown(_ service: ServiceFixture) async throws -> AuditWebhookInfo {
        try JSONDecoder().decode(AuditWebhookInfo.self, from: try await service.send(.get, Self.path).bytes)
    }

    @Test func aWebhookIsAppliedByARefresh() async throws {
        let (service, id) = try await ready()
        let authority = try CertificateAuthority.create(commonName: "audit", now: Date(), days: 2)
        let client = try authority.issue(CertificateRequest(commonName: "apiserver", usages: [.client]), now: Date())
        let webhook = AuditWebhookInfo(
            auditServer: "https://audit.example.org/in",
            caCertificate: authority.certificatePEM,
            clientCertificate: client.certificatePEM,
            clientKey: client.keyPEM
        )
        #expect(try await service.send(.put, Self.path, body: try body(webhook)).status == 204)
        #expect(try await shown(service) == AuditWebhookInfo(auditServer: "https://audit.example.org/in"))
        let stored = try await service.store.cluster(id: id)
        #expect(stored.auditWebhook?.clientKeyPEM == client.keyPEM && stored.appliedAuditWebhook == nil)
        #expect(service.provider.clusters[id]?.auditWebhook == nil)

        let refresh = #"{"action":"refresh"}"#
        #expect(try await service.send(.put, "/v1/clusters/first/masters", body: refresh).status == 204)
        let isRefreshed = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            try await service.store.cluster(id: id).masterTask == nil ? true : nil
        }
        #expect(isRefreshed == true)
        #expect(service.provider.clusters[id]?.auditWebhook == stored.auditWebhook)
        #expect(service.provider.calls.contains("restart audited"))

        #expect(try await service.send(.delete, Self.path).status == 204)
        #expect(try await shown(service) == AuditWebhookInfo(auditServer: ""))
        #expect(try await service.store.cluster(id: id).appliedAuditWebhook == stored.auditWebhook)
        let told = try await service.store.clusterEvents(clusterID: id).filter { $0.reason == .configurationChanged }
        #expect(told.map(\.actor) == ["ann@example.org", "ann@example.org"])
        #expect(!told.contains { $0.message.contains("example.org") })
        await service.reconciler.release()
    }

    @Test func certificatesForAPlainServerAreLeftOut() async throws {
        let (service, id) = try await ready()
        let webhook = AuditWebhookInfo(auditServer: "http://audit.example.org", caCertificate: "x", clientKey: "y")
        #expect(try await service.send(.put, Self.path, body: try body(webhook)).status == 204)
        #expect(
            try await service.store.cluster(id: id).auditWebhook == AuditWebhook(serverURL: "http://audit.example.org")
        )
        await service.reconciler.release()
    }

    @Test(arguments: [
        (AuditWebhookInfo(auditServer: nil), "no audit server by default"),
        (AuditWebhookInfo(auditServer: "ftp://a"), "is no URL"),
        (AuditWebhookInfo(auditServer: "https://"), "is no URL"),
        (AuditWebhookInfo(auditServer: "http://a b"), "is no URL"),
        (AuditWebhookInfo(auditServer: "https://a:b@c/"), "has a password"),
        (AuditWebhookInfo(auditServer: "https://a", caCertificate: "x"), "is no certificate"),
        (AuditWebhookInfo(auditServer: "https://a", clientCertificate: "x"), "come together"),
        (AuditWebhookInfo(auditServer: "https://a", clientCertificate: "x", clientKey: "y"), "does not belong"),
    ])
    func whatCannotWorkIsRefused(webhook: AuditWebhookInfo, words: String) async throws {
        let (service, _) = try await ready()
        let answer = try await service.send(.put, Self.path, body: try body(webhook))
        #expect(answer.status == 400)
        #expect(String(decoding: answer.bytes, as: UTF8.self).contains(words))
        await service.reconciler.release()
    }

    @Test func viewersSeeItAndOperatorsSetIt() async throws {
        let (service, _) = try await ready()
        let webhook = try body(AuditWebhookInfo(auditServer: "http://audit.example.org"))
        try await service.give(.viewer, to: "IBMid-max")
        #expect(try await service.send(.get, Self.path, token: "max").status == 200)
        #expect(try await service.send(.put, Self.path, body: webhook, token: "max").status == 403)
        #expect(try await service.send(.delete, Self.path, token: "max").status == 403)
        try await service.give(.operator, to: "IBMid-max")
        #expect(try await service.send(.put, Self.path, body: webhook, token: "max").status == 204)
        await service.reconciler.release()
    }
}
