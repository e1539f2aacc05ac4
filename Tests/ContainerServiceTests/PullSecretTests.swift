// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import HTTP
import Provisioning
import Testing

/// What clusters pull the images of their account with.
struct PullSecretTests {
    private func ready(_ service: ServiceFixture) async throws -> String {
        let id = try await service.create("web")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        return id
    }

    @Test func aClusterHasSecretsBeforeItIsNormal() async throws {
        let service = try await ServiceFixture()
        let id = try await ready(service)
        let secret = try #require(service.provider.pullSecrets[id]?.first)
        #expect(secret.host == "registry.test:1" && secret.user == "token")
        #expect(secret.password == service.tokens.all[id])
        await service.reconciler.release()
    }

    @Test func aTokenThatWasRevokedIsReplaced() async throws {
        let service = try await ServiceFixture()
        let id = try await ready(service)
        let first = try #require(service.tokens.all[id])
        service.tokens.revoke(id)
        let renewed = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            let password = service.provider.pullSecrets[id]?.first?.password
            return password != nil && password != first ? true : nil
        }
        #expect(renewed == true)
        await service.reconciler.release()
    }

    @Test func theTokenGoesWithTheCluster() async throws {
        let service = try await ServiceFixture()
        let id = try await ready(service)
        _ = try await service.send(.delete, "/v1/clusters/\(id)")
        #expect(try await service.waitUntilGone(id))
        #expect(service.tokens.all.isEmpty)
        await service.reconciler.release()
    }
}
