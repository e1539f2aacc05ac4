// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Provisioning
import StorageSQLite
import Testing

/// What policies say, carried into clusters.
struct ClusterRightsTests {
    private static let initial = ClusterRights([
        "IAM#owner@example.org": .administer, "IAM#ann@example.org": .administer,
    ])

    /// The initial rights and more.
    private static func rights(_ more: [String: ClusterRight]) -> ClusterRights {
        ClusterRights(["IAM#owner@example.org": .administer, "IAM#ann@example.org": .administer].merging(more) { $1 })
    }

    /// Waits until the rights inside the cluster are as `expected`; false if that does not come.
    private func waits(_ service: ServiceFixture, _ id: String, for expected: ClusterRights?) async throws -> Bool {
        let seen = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            service.provider.rights[id] == expected ? true : nil
        }
        return seen ?? false
    }

    private func ready(_ service: ServiceFixture, _ name: String = "first") async throws -> String {
        let id = try await service.create(name)
        _ = try await service.wait(for: id) { $0.state == "normal" }
        return id
    }

    @Test(arguments: [
        ([PlatformRole.viewer], ClusterRight.view), ([.editor], .edit), ([.operator], .operate),
        ([.administrator], .administer), ([.viewer, .editor], .edit), ([.editor, .operator], .operate),
        ([.operator, .administrator], .administer),
    ])
    func highestRoleDecides(roles: [PlatformRole], right: ClusterRight) async throws {
        let service = try await ServiceFixture()
        for role in roles {
            try await service.give(role, to: "IBMid-max")
            try await service.give(role, to: ServiceFixture.robot.iamID)
        }
        let id = try await ready(service)
        let expected = Self.rights(["IAM#max@example.org": right, "IAM#serviceid-1": right])
        #expect(try await waits(service, id, for: expected))
        await service.reconciler.release()
    }

    @Test func changesAreInForceWithoutWaitingForTheNextLook() async throws {
        let service = try await ServiceFixture(observation: .seconds(3600))
        let id = try await ready(service)
        let other = try await ready(service, "second")
        try await service.give(.viewer, on: ResourceAttributes(serviceInstance: id), to: "IBMid-max")
        await service.rights.accessChanged(in: ServiceFixture.accountID)
        #expect(try await waits(service, id, for: Self.rights(["IAM#max@example.org": .view])))
        #expect(try await waits(service, other, for: Self.initial))

        try await service.takeRoles(from: "IBMid-max")
        try await service.takeRoles(from: "IBMid-ann")
        await service.rights.accessChanged(in: ServiceFixture.accountID)
        #expect(try await waits(service, id, for: ClusterRights(["IAM#owner@example.org": .administer])))
        await service.reconciler.release()
    }

    @Test func removalOfAMemberAndOfAServiceIDTakesTheirRights() async throws {
        let service = try await ServiceFixture()
        try await service.give(.editor, to: "IBMid-max")
        try await service.give(.viewer, to: ServiceFixture.robot.iamID)
        let id = try await ready(service)
        let both = Self.rights(["IAM#max@example.org": .edit, "IAM#serviceid-1": .view])
        #expect(try await waits(service, id, for: both))
        try await service.store.deleteMembership(accountID: ServiceFixture.accountID, iamID: "IBMid-max")
        #expect(try await waits(service, id, for: Self.rights(["IAM#serviceid-1": .view])))
        _ = try await service.store.deleteServiceID(id: ServiceFixture.robot.id, revision: 1)
        #expect(try await waits(service, id, for: Self.initial))
        await service.reconciler.release()
    }

    @Test func rightsThatAreLostInsideComeBack() async throws {
        let service = try await ServiceFixture()
        let id = try await ready(service)
        #expect(try await waits(service, id, for: Self.initial))
        service.provider.dropRights(in: id)
        #expect(try await waits(service, id, for: Self.initial))
        await service.reconciler.release()
    }

    @Test func rightsAreKeptWhileTheRestOfTheClusterIsMended() async throws {
        let service = try await ServiceFixture()
        let id = try await ready(service)
        service.provider.change { script in
            script.isHeld = true
            script.masterMessage = "etcd is slow"
        }
        let isMending = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
            service.provider.calls.count > 1 ? true : nil
        }
        #expect(isMending == true)
        try await service.give(.viewer, to: "IBMid-max")
        #expect(try await waits(service, id, for: Self.rights(["IAM#max@example.org": .view])))
        await service.reconciler.release()
    }

    @Test func failedAttemptIsMadeAgain() async throws {
        let service = try await ServiceFixture()
        service.provider.change { $0.grantFailure = .failed(step: "Granting access", reason: "no answer") }
        let id = try await ready(service)
        #expect(service.provider.rights[id] == nil)
        service.provider.change { $0.grantFailure = nil }
        #expect(try await waits(service, id, for: Self.initial))
        await service.reconciler.release()
    }

    @Test func nextStartMakesGoodWhatACrashLost() async throws {
        let first = try await ServiceFixture()
        let id = try await ready(first)
        #expect(try await waits(first, id, for: Self.initial))
        await first.reconciler.release()
        try await first.give(.viewer, to: "IBMid-max")
        await first.rights.accessChanged(in: ServiceFixture.accountID)
        #expect(first.provider.rights[id] == Self.initial)

        let second = try await ServiceFixture(after: first)
        try await second.reconciler.start()
        #expect(try await waits(second, id, for: Self.rights(["IAM#max@example.org": .view])))
        await second.reconciler.release()
    }

    @Test func downloadedConfigurationWorksAtOnce() async throws {
        let service = try await ServiceFixture(observation: .seconds(3600))
        let id = try await ready(service)
        try await service.give(.viewer, to: "IBMid-max")
        #expect(try await service.send(.get, "/v1/clusters/first/config", token: "max").status == 200)
        #expect(service.provider.rights[id] == Self.rights(["IAM#max@example.org": .view]))

        service.provider.change { $0.grantFailure = .failed(step: "Granting access", reason: "no answer") }
        let refused = try await service.send(.get, "/v1/clusters/first/config", token: "max")
        #expect(refused.status == 409)
        #expect(try JSONDecoder().decode(ContainerErrorBody.self, from: refused.bytes).code == "E0023")
        #expect(try await service.send(.get, "/v1/clusters/first/config/admin").status == 200)
        await service.reconciler.release()
    }
}
