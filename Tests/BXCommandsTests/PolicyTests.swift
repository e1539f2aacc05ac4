// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP
import HTTPClient
import TestSupport
import Testing

@Suite struct PolicyTests {
    private static let cluster = "00112233445566778899aabbccddeeff"
    private static let policies = "/v1/policies"
    private static let role = "crn:v1:bluemix:public:iam::::role:"

    private static func list(of iamID: String) -> String {
        "\(policies)?account_id=\(IdentityServer.account)&iam_id=\(iamID)"
    }

    private static func policy(
        _ id: String,
        of iamID: String,
        _ roles: [String],
        _ attributes: [String: String] = [:]
    ) -> PolicyResource {
        let content = PolicyRequest(
            iamID: iamID,
            roles: roles.map { PolicyRoleReference(roleID: role + $0, displayName: $0) },
            resource: [PolicyAttribute(name: "accountId", value: IdentityServer.account)]
                + attributes.sorted { $0.key < $1.key }.map { PolicyAttribute(name: $0.key, value: $0.value) }
        )
        var policy = PolicyResource(id: id, content, href: "")
        (policy.createdAt, policy.lastModifiedAt) = ("2018-01-30T17:41:14.250Z", "2018-01-30T17:42:14.250Z")
        return policy
    }

    private static func answer(_ policy: PolicyResource, status: Int = 200) throws -> HTTPResponse {
        var response = try HTTPResponse.json(policy, status: status)
        response.headers["ETag"] = "3-abc"
        return response
    }

    /// A user of an account in which `bob@example.com` has the policies `p1` and `p2`.
    private func withPolicies(_ body: (CommandSession) async throws -> Void) async throws {
        try await IdentityServer.with(serviceIDs: [IdentityServer.serviceID("robot")]) {
            (user: CommandSession) async throws in
            try Self.publish(on: user.server)
            try await body(user)
        }
    }

    /// Lets `bob@example.com` have the policies `p1` and `p2`, and the service id `robot` the policy `p4`.
    static func publish(on server: FakeServer) throws {
        let users = "/v2/accounts/\(IdentityServer.account)/users"
        let bob = AccountUser(
            iamID: "IBMid-b",
            email: "bob@example.com",
            firstName: "",
            lastName: "",
            accountID: IdentityServer.account,
            role: "MEMBER",
            state: "ACTIVE",
            invitedOn: "",
            addedOn: ""
        )
        server.publish(
            users,
            method: .get,
            try .json(AccountUserPage(totalResults: 1, limit: 100, firstURL: users, nextURL: nil, resources: [bob]))
        )
        let narrow = ["serviceName": "containers-kubernetes", "serviceInstance": Self.cluster, "region": "us-south"]
        let first = Self.policy("p1", of: "IBMid-b", ["Viewer", "Operator"], narrow)
        let second = Self.policy("p2", of: "IBMid-b", ["Administrator"])
        server.publish(Self.list(of: "IBMid-b"), try .json(PolicyPage(policies: [first, second])))
        let robots = Self.policy("p4", of: "iam-ServiceId-1", ["Editor"], narrow)
        server.publish(Self.list(of: "iam-ServiceId-1"), try .json(PolicyPage(policies: [robots])))
        server.publish("\(Self.policies)/p4", try Self.answer(robots))
        server.publish(
            Self.policies,
            try Self.answer(Self.policy("p3", of: "IBMid-b", ["Viewer"], narrow), status: 201)
        )
        server.publish("\(Self.policies)/p1", try Self.answer(first))
        server.publish("\(Self.policies)/p2", try Self.answer(second))
        let roles = ["Viewer", "Editor", "Operator", "Administrator"].map {
            RoleResource(crn: Self.role + $0, displayName: $0, description: "Does what \($0.lowercased())s do")
        }
        let path = "/v2/roles?account_id=\(IdentityServer.account)"
        for suffix in ["", "&service_name=containers-kubernetes"] {
            server.publish(path + suffix, try .json(RoleCollection(systemRoles: roles)))
        }
    }

    /// What the last request asked for.
    private func order(_ user: CommandSession) throws -> PolicyRequest {
        try JSONDecoder().decode(PolicyRequest.self, from: try #require(user.server.received.last).body)
    }

    @Test func policiesAndRolesAreShown() async throws {
        try await withPolicies { (user: CommandSession) async throws in
            let listed = await user.bx("iam", "user-policies", "Bob@example.com")
            try Golden.expect(listed.text, is: "iam-user-policies.txt")
            try Golden.expect(await user.bx("iam", "user-policy", "IBMid-b", "p1").text, is: "iam-user-policy.txt")
            try Golden.expect(await user.bx("iam", "roles").text, is: "iam-roles.txt")
            let json = await user.bx("iam", "user-policies", "bob@example.com", "--output", "json").text
            #expect(try JSONDecoder().decode([PolicyResource].self, from: Data(json.utf8)).map(\.id) == ["p1", "p2"])
            #expect(await user.bx("iam", "roles", "--service", "containers-kubernetes").status == 0)
            let unknown = await user.bx("iam", "user-policies", "eve@example.com")
            #expect(unknown.status == 1 && unknown.text.contains("Use 'bx account users' to list its users."))
        }
    }

    @Test func rolesAreGranted() async throws {
        try await withPolicies { (user: CommandSession) async throws in
            let made = Self.policy("p3", of: "IBMid-b", ["Viewer"], ["serviceName": "containers-kubernetes"])
            user.server.publish(Self.policies, try Self.answer(made, status: 201))
            let words = ["iam", "user-policy-create", "bob@example.com", "--roles", "viewer, OPERATOR"]
            let result = await user.run(words + ["--service-name", "containers-kubernetes", "--region", "us-south"])
            try Golden.expect(result.text, is: "iam-user-policy-create.txt")
            let order = try order(user)
            #expect(order.roles.map(\.roleID) == [Self.role + "Viewer", Self.role + "Operator"])
            #expect(order.subjects == [PolicyAttributes(attributes: [.init(name: "iam_id", value: "IBMid-b")])])
            #expect(
                order.resources.first?.attributes == [
                    PolicyAttribute(name: "accountId", value: IdentityServer.account),
                    PolicyAttribute(name: "serviceName", value: "containers-kubernetes"),
                    PolicyAttribute(name: "region", value: "us-south"),
                ]
            )
        }
    }

    @Test func aClusterIsNamedByItsName() async throws {
        try await withPolicies { (user: CommandSession) async throws in
            let info = ClusterInfo(id: Self.cluster, name: "web")
            user.server.publish("/v1/clusters/web?showResources=true", try .json(info))
            user.server.publish(Self.policies, try Self.answer(Self.policy("p3", of: "IBMid-b", ["Viewer"])))
            let words = ["iam", "user-policy-create", "bob@example.com", "--roles", "Viewer", "--service-instance"]
            for name in ["web", Self.cluster] {
                let result = await user.run(words + [name, "--service-name", "containers-kubernetes"])
                #expect(result.status == 0)
                #expect(try order(user).resources.first?.value("serviceInstance") == Self.cluster)
            }
            #expect(await user.run(words + ["web"]).status == 2)
        }
    }

    @Test(arguments: [
        #"{"roles": [{"role_id": "crn:x:Viewer"}], "resources": [{"attributes": [{"name": "region", "value": "r"}]}]}"#,
        #"{"roles": [{"id": "crn:x:Viewer"}], "resources": [{"region": "r", "spaceId": ""}]}"#,
    ])
    func rolesAreReadFromAFile(content: String) async throws {
        try await withPolicies { (user: CommandSession) async throws in
            user.server.publish(Self.policies, try Self.answer(Self.policy("p3", of: "iam-ServiceId-1", ["Viewer"])))
            let path = try user.file("policy.json", content)
            for value in [path, "@\(path)"] {
                let result = await user.bx("iam", "service-policy-create", "robot", "-f", value, "-F")
                #expect(result.status == 0)
                let order = try order(user)
                #expect(order.roles.map(\.roleID) == ["crn:x:Viewer"])
                #expect(order.resources.first?.value("region") == "r")
                #expect(order.resources.first?.attributes.count == 2)
            }
            let both = await user.bx("iam", "service-policy-create", "robot", "-f", path, "--roles", "Viewer")
            #expect(both.status == 2 && both.text.contains("'--file' and '--roles' exclude each other."))
        }
    }

    @Test(arguments: [
        ([], 2, "Give '--roles' or '--file'."),
        (["--roles", "Owner"], 1, "There is no role 'Owner'. The roles are: Viewer, Editor, Operator, Administrator."),
        (["--roles", "Viewer", "--resource-group-name", "Default"], 1, "An account has one resource group"),
        (["--file", "@/nowhere"], 1, "There is no file /nowhere."),
    ])
    func whatCannotBeGrantedIsExplained(flags: [String], status: Int32, message: String) async throws {
        try await withPolicies { (user: CommandSession) async throws in
            let result = await user.run(["iam", "user-policy-create", "bob@example.com"] + flags)
            #expect(result.status == status && result.text.contains(message))
            #expect(!user.server.requests.contains("POST \(Self.policies)"))
        }
    }

    @Test func aChangeKeepsWhatItDoesNotName() async throws {
        try await withPolicies { (user: CommandSession) async throws in
            let result = await user.bx("iam", "user-policy-update", "bob@example.com", "p1", "--roles", "Editor")
            #expect(result.status == 0)
            #expect(result.text.hasPrefix("Changing policy p1 of bob@example.com to Editor on containers-kubernetes"))
            #expect(user.server.received.last?.headers["If-Match"] == "3-abc")
            var order = try order(user)
            #expect(order.roles.map(\.roleID) == [Self.role + "Editor"])
            #expect(order.resources.first?.value("serviceInstance") == Self.cluster)
            _ = await user.bx("iam", "user-policy-update", "bob@example.com", "p1", "--service-instance=", "-v", "2-x")
            order = try self.order(user)
            #expect(order.resources.first?.value("serviceInstance") == nil)
            #expect(order.resources.first?.value("region") == "us-south")
            #expect(order.roles.count == 2)
            #expect(user.server.received.last?.headers["If-Match"] == "2-x")
            #expect(await user.bx("iam", "user-policy-update", "bob@example.com", "p1").status == 2)
        }
    }

    @Test func aPolicyIsDeletedAfterAQuestion() async throws {
        try await withPolicies { (user: CommandSession) async throws in
            let kept = await user.bx("iam", "user-policy-delete", "bob@example.com", "p2", input: ["n"])
            #expect(kept.text.contains("Nothing was changed."))
            let deleted = await user.bx("iam", "user-policy-delete", "bob@example.com", "p2", input: ["y"])
            try Golden.expect(deleted.text, is: "iam-user-policy-delete.txt")
            #expect(user.server.requests.last == "DELETE \(Self.policies)/p2")
        }
    }

    @Test func aPolicyOfSomebodyElseIsNotTouched() async throws {
        try await withPolicies { (user: CommandSession) async throws in
            user.server.publish("\(Self.policies)/none", IdentityServer.refusal("BXNIM9111E", "none", status: 404))
            for (subject, id) in [("robot", "p1"), ("robot", "none")] {
                let result = await user.bx("iam", "service-policy-delete", subject, id, "-f")
                #expect(result.status == 1)
                #expect(result.text.contains("Policy '\(id)' of service ID robot was not found."))
                #expect(result.text.contains("Use 'bx iam service-policies robot' to list the policies."))
            }
            #expect(!user.server.requests.contains { $0.hasPrefix("DELETE") })
        }
    }

    @Test func scriptsOfTheTimeFindTheirFlags() async throws {
        try await withPolicies { (user: CommandSession) async throws in
            let policy = Self.policy("p9", of: "iam-ServiceId-1", ["Viewer"])
            user.server.publish(Self.list(of: "iam-ServiceId-1"), try .json(PolicyPage(policies: [policy])))
            let json = await user.bx("iam", "service-policies", "robot", "--json", "-f").text
            #expect(try JSONDecoder().decode([PolicyResource].self, from: Data(json.utf8)).map(\.id) == ["p9"])
        }
    }

    @Test(arguments: [
        "authorization-policies", "authorization-policy", "authorization-policy-create", "dedicated-id-disconnect",
    ])
    func whatHasNoPurposeHereSaysSo(word: String) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("iam", word)
            #expect(result.status == 2)
            try Golden.expect(result.text, is: "iam-\(word).txt")
        }
    }
}
