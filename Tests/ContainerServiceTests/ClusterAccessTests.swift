// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import HTTP
import StorageSQLite
import Testing

struct ClusterAccessTests {
    private static let notFound = """
        {"code":"E0008","description":"The specified cluster could not be found.","incidentID":"incident-1",\
        "recoveryCLI":"To list all clusters that you have access to, run 'bx cs clusters'.","type":"Provisioning"}
        """

    @Test(arguments: ["/v1/clusters", "/v1/clusters/a", "/v1/clusters/a/config", "/v1/clusters/a/workers"])
    func tokenIsNeeded(path: String) async throws {
        let service = try await ServiceFixture()
        let response = try await service.send(.get, path, token: nil)
        #expect(response.status == 401)
        #expect(
            String(decoding: response.bytes, as: UTF8.self) == """
                {"code":"A0003","description":"The IAM token could not be verified.","incidentID":"incident-1",\
                "recoveryCLI":"To log in, run 'bx login'. Then run the command again.","type":"Authentication"}
                """
        )
    }

    @Test func tokenMustNameAnAccount() async throws {
        let service = try await ServiceFixture()
        let response = try await service.send(.get, "/v1/clusters", token: "nobody")
        #expect(response.status == 403)
    }

    @Test(arguments: [("", 200), (ServiceFixture.accountID, 200), (ServiceFixture.otherAccountID, 403)])
    func repeatedAccountMustBeTheTokens(account: String, status: Int) async throws {
        let service = try await ServiceFixture()
        let headers: HTTPHeaders = ["X-Auth-Resource-Account": account]
        #expect(try await service.send(.get, "/v1/clusters", headers: headers).status == status)
    }

    @Test func clustersOfOtherAccountsDoNotExist() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        let paths = [
            "/v1/clusters/\(id)", "/v1/clusters/first", "/v1/clusters/\(id)/config", "/v1/clusters/\(id)/config/admin",
            "/v1/clusters/\(id)/workers",
        ]
        for path in paths {
            let response = try await service.send(.get, path, token: "bob")
            #expect(response.status == 404)
            #expect(String(decoding: response.bytes, as: UTF8.self) == Self.notFound)
        }
        #expect(try await service.send(.delete, "/v1/clusters/\(id)", token: "bob").status == 404)
        let worker = "/v1/workers/kube-dal10-\(id.prefix(10))-w1"
        #expect(try await service.send(.get, worker, token: "bob").status == 404)
        #expect(try await service.send(.get, worker).status == 200)
        let list = try await service.send(.get, "/v1/clusters", token: "bob")
        #expect(String(decoding: list.bytes, as: UTF8.self) == "[]")
        await service.reconciler.release()
    }

    @Test func versionsNeedNoToken() async throws {
        let service = try await ServiceFixture()
        let response = try await service.send(.get, "/v1/kube-versions", token: nil)
        let text = #"[{"default":true,"major":1,"minor":20,"patch":2}]"#
        #expect(String(decoding: response.bytes, as: UTF8.self) == text)
    }

    @Test func failureOfTheDatabaseShowsItsIncidentAlone() async throws {
        let service = try await ServiceFixture()
        await service.store.close()
        let response = try await service.send(.get, "/v1/clusters")
        #expect(response.status == 503)
        #expect(
            String(decoding: response.bytes, as: UTF8.self) == """
                {"code":"E0040","description":"The service cannot use its database now. Its log has the reason \
                under incident-1.","incidentID":"incident-1","recoveryCLI":"Try again later, or tell the \
                administrator of the service.","type":"Provisioning"}
                """
        )
    }
}
