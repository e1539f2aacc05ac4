// SPDX-License-Identifier: Apache-2.0

import API
import Archives
import ContainerService
import FoundationEssentials
import HTTP
import Testing

struct ConfigurationTests {
    @Test func zipHasTheFormThatClientsLookFor() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 0)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let response = try await service.send(.get, "/v1/clusters/first/config")
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == "application/zip")
        #expect(response.headers["Content-Disposition"] == #"attachment; filename="kubeConfig.zip""#)

        let entries = try ZipArchive.read(response.bytes)
        let folder = try #require(entries.first)
        #expect(folder.path.hasPrefix("kubeConfig") && folder.path.hasSuffix("/") && folder.mode & 0o777 == 0o755)
        #expect(folder.path.dropFirst("kubeConfig".count).dropLast().allSatisfy { $0.isNumber })
        let names = entries.dropFirst().map { String($0.path.dropFirst(folder.path.count)) }
        #expect(names == ["kube-config-prod-dal10-first.yml", "ca-prod-dal10-first.pem"])
        #expect(entries.dropFirst().allSatisfy { $0.mode & 0o777 == 0o644 })
        #expect(entries[2].content == Data("AUTHORITY\n".utf8))
        let document = String(decoding: entries[1].content, as: UTF8.self)
        for part in [
            "ca-prod-dal10-first.pem", "https://127.0.0.1:20001", "ann@example.org", "id-ann@example.org-1",
            "refresh-1", "https://slipway.test/identity", Data("ISSUER\n".utf8).base64EncodedString(),
        ] {
            #expect(document.contains(part))
        }
        let again = try ZipArchive.read(try await service.send(.get, "/v1/clusters/first/config").bytes)
        #expect(String(decoding: again[1].content, as: UTF8.self).contains("refresh-2"))
        await service.reconciler.release()
    }

    @Test func administratorsZipHasTheClientCertificate() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first", workers: 0)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        let response = try await service.send(.get, "/v1/clusters/\(id)/config/admin")
        let entries = try ZipArchive.read(response.bytes)
        let names = entries.dropFirst().compactMap { $0.path.split(separator: "/").last.map(String.init) }
        let own = ["kube-config-prod-dal10-first.yml", "ca-prod-dal10-first.pem", "admin.pem", "admin-key.pem"]
        #expect(names == own)
        let document = String(decoding: entries[1].content, as: UTF8.self)
        #expect(document.contains("admin-key.pem") && !document.contains("id-token"))
        await service.reconciler.release()
    }

    @Test func clusterWithoutMasterHasNoConfigurationYet() async throws {
        let service = try await ServiceFixture()
        service.provider.change { $0.isHeld = true }
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "deploying" }
        let response = try await service.send(.get, "/v1/clusters/first/config")
        #expect(response.status == 409)
        let body = try JSONDecoder().decode(ContainerErrorBody.self, from: response.bytes)
        #expect(body.description == "The master of cluster 'first' is not ready yet. Now: Starting the API server.")
        await service.reconciler.release()
    }
}
