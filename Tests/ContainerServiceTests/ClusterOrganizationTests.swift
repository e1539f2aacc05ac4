// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

@Suite struct ClusterOrganizationTests {
    private static let header = "X-Auth-Resource-Org"

    @Test(arguments: [nil, "", "org-1"])
    func aClusterBelongsToTheTargetedOrganizationOrTheFirst(organization: String?) async throws {
        let service = try await ServiceFixture()
        var headers: HTTPHeaders = ["X-Auth-Resource-Space": "whatever"]
        headers[Self.header] = organization
        let made = try await service.send(.post, "/v1/clusters", body: #"{"name":"a"}"#, headers: headers)
        #expect(made.status == 201)
        let id = try JSONDecoder().decode(ClusterCreateResponse.self, from: made.bytes).id
        #expect(try await service.store.cluster(id: id).organizationID == "org-1")
        let shown = try #require(try await service.cluster("a"))
        #expect([shown.logOrg, shown.logOrgName, shown.logSpace, shown.logSpaceName] == ["org-1", "first", "", ""])
        let list = try await service.send(.get, "/v1/clusters")
        #expect(try JSONDecoder().decode([ClusterInfo].self, from: list.bytes).map(\.logOrgName) == ["first"])
        await service.reconciler.release()
    }

    @Test(arguments: ["org-2", "none", String(repeating: "x", count: 500)])
    func anOrganizationThatIsClosedToTheCallerIsRefused(organization: String) async throws {
        let service = try await ServiceFixture()
        let response = try await service.send(
            .post,
            "/v1/clusters",
            body: #"{"name":"a"}"#,
            headers: [Self.header: organization]
        )
        #expect(response.status == 403)
        let body = try JSONDecoder().decode(ContainerErrorBody.self, from: response.bytes)
        #expect(body.code == "A0007")
        #expect(body.description.contains(organization.prefix(64)))
        #expect(body.recoveryCLI?.contains("bx account orgs") == true)
        #expect(try await service.store.clusters(accountID: nil).isEmpty)
    }

    @Test func readingNeedsNoOrganization() async throws {
        let service = try await ServiceFixture()
        let response = try await service.send(.get, "/v1/clusters", headers: [Self.header: "org-2"])
        #expect(response.status == 200)
    }
}
