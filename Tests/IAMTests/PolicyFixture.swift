// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Model
import Testing

/// Jane's account with Bob, who belongs to it, and whatever policies a test gives.
struct PolicyFixture {
    let management: ManagementFixture
    let bob: (iamID: String, token: String)

    init() async throws {
        management = try await ManagementFixture()
        bob = try await management.addMember()
    }

    var home: String { management.home }

    /// The body of a request for a policy.
    func request(
        _ iamID: String,
        _ role: PlatformRole = .viewer,
        _ attributes: [String: String] = [:],
        description: String? = nil
    ) -> PolicyRequest {
        PolicyRequest(
            iamID: iamID,
            roles: [PolicyRoleReference(roleID: "crn:v1:bluemix:public:iam::::role:\(role.rawValue)")],
            resource: [PolicyAttribute(name: "accountId", value: home)]
                + attributes.sorted { $0.key < $1.key }.map { PolicyAttribute(name: $0.key, value: $0.value) },
            description: description
        )
    }

    /// Makes a policy as Jane, or with another token.
    func make(
        _ iamID: String,
        _ role: PlatformRole = .viewer,
        _ attributes: [String: String] = [:],
        token: String? = nil
    ) async throws -> PolicyResource {
        try await management.value(
            PolicyResource.self,
            .post,
            "/v1/policies",
            request(iamID, role, attributes),
            token: token
        )
    }

    /// A service id of the account, with a token of its own.
    func makeServiceID() async throws -> (resource: ServiceIDResource, token: String) {
        var order = ServiceIDRequest(accountID: home, name: "robot", description: nil)
        order.apikey = APIKeyCreateRequest(name: "first", iamID: "", description: nil, accountID: nil)
        let made = try await management.value(ServiceIDResource.self, .post, "/v1/serviceids", order)
        let token = try await management.signIn(try #require(made.apikey).apikey).accessToken
        return (made, token)
    }

    func list(_ query: String = "", token: String? = nil) async throws -> PolicyPage {
        try await management.value(PolicyPage.self, .get, "/v1/policies?account_id=\(home)\(query)", token: token)
    }
}
