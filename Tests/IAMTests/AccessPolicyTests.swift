// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Model
import Testing

/// Policies over HTTP, with the store that the server has.
@Suite struct AccessPolicyTests {
    private static let cluster = ["serviceName": "containers-kubernetes", "serviceInstance": "c1"]

    @Test func aPolicyIsMadeShownChangedAndDeleted() async throws {
        let fixture = try await PolicyFixture()
        let (management, bob) = (fixture.management, fixture.bob.iamID)
        let order = fixture.request(bob, .operator, Self.cluster, description: "on call")
        let response = try await management.send(.post, "/v1/policies", order)
        #expect(response.status == 201)
        let version = try #require(response.headers["ETag"])
        let made = try JSONDecoder().decode(PolicyResource.self, from: response.bytes)
        #expect(made.type == "access" && made.state == "active" && made.description == "on call")
        #expect(made.subjects.first?.value("iam_id") == bob)
        #expect(made.roles.map(\.displayName) == ["Operator"])
        #expect(made.resources.first?.value("serviceInstance") == "c1")
        #expect(made.resources.first?.value("accountId") == fixture.home)
        #expect(made.href == "https://slipway.test:6780/v1/policies/\(made.id)")
        #expect(made.createdByID == management.jane && made.lastModifiedByID == management.jane)

        let path = "/v1/policies/\(made.id)"
        let change = fixture.request(bob, .viewer)
        #expect(try await management.refusal(.put, path, change) == "400 BXNIM9104E")
        #expect(try await management.refusal(.put, path, change, version: "2-x") == "409 BXNIM9103E")
        let changed = try await management.send(.put, path, change, version: version)
        #expect(changed.status == 200 && changed.headers["ETag"] != version)
        #expect(try await management.refusal(.put, path, change, version: version) == "409 BXNIM9103E")
        let seen = try await management.value(PolicyResource.self, .get, path)
        #expect(seen.roles.map(\.displayName) == ["Viewer"] && seen.description == nil)
        #expect(seen.resources.first?.attributes.map(\.name) == ["accountId"])

        #expect(try await management.refusal(.delete, path, version: version) == "409 BXNIM9103E")
        #expect(try await management.send(.delete, path).status == 204)
        #expect(try await management.refusal(.get, path) == "404 BXNIM9111E")
        #expect(try await management.refusal(.delete, path) == "404 BXNIM9111E")
    }

    @Test func changesAreAnnouncedAndRecorded() async throws {
        let fixture = try await PolicyFixture()
        let identity = fixture.management.identity
        let before = identity.accessObserver.count(in: fixture.home)
        let path = "/v1/policies/\(try await fixture.make(fixture.bob.iamID).id)"
        _ = try await fixture.management.refusal(.post, "/v1/policies", fixture.request("IBMid-none"))
        _ = try await fixture.management.send(
            .put,
            path,
            fixture.request(fixture.bob.iamID, .editor),
            version: "*"
        )
        _ = try await fixture.management.send(.delete, path)
        #expect(identity.accessObserver.count(in: fixture.home) == before + 3)
        let recorded = identity.audited.events.filter { $0.action.hasPrefix("iam.policy") }
        #expect(
            recorded.map { "\($0.action) \($0.result)" } == [
                "iam.policy-create success", "iam.policy-create BXNIM9113E", "iam.policy-update success",
                "iam.policy-delete success",
            ]
        )
        #expect(recorded.allSatisfy { $0.accountID == fixture.home })
        #expect(path.hasSuffix(try #require(recorded.first).target))
    }

    @Test(
        "What cannot be a policy is refused",
        arguments: [
            (#""type":"authorization""#, "400 BXNIM9108E"),
            (#""subjects":[]"#, "400 BXNIM9108E"),
            (#""subjects":[{"attributes":[{"name":"access_group_id","value":"g"}]}]"#, "400 BXNIM9108E"),
            (#""subjects":[{"attributes":[{"name":"iam_id","value":"IBMid-none"}]}]"#, "400 BXNIM9113E"),
            (#""subjects":[{"attributes":[{"name":"iam_id","value":"iam-ServiceId-x"}]}]"#, "400 BXNIM9113E"),
            (#""roles":[]"#, "400 BXNIM9108E"),
            (#""roles":[{"role_id":"crn:v1:bluemix:public:iam::::serviceRole:Manager"}]"#, "400 BXNIM9108E"),
            (#""resources":[]"#, "400 BXNIM9108E"),
            (#""resources":[{"attributes":[{"name":"serviceName","value":"databases"}]}]"#, "400 BXNIM9108E"),
            (#""resources":"all""#, "400 BXNIM9108E"),
        ]
    )
    func impossiblePoliciesAreRefused(field: String, expected: String) async throws {
        let fixture = try await PolicyFixture()
        var fields = [
            "type": #""type":"access""#,
            "subjects": #""subjects":[{"attributes":[{"name":"iam_id","value":"\#(fixture.bob.iamID)"}]}]"#,
            "roles": #""roles":[{"role_id":"crn:v1:bluemix:public:iam::::role:Viewer"}]"#,
            "resources": #""resources":[{"attributes":[]}]"#,
        ]
        for name in fields.keys where field.hasPrefix("\"\(name)\"") { fields[name] = field }
        let body = try JSONDecoder().decode(
            JSONValue.self,
            from: Data("{\(fields.values.joined(separator: ","))}".utf8)
        )
        #expect(try await fixture.management.refusal(.post, "/v1/policies", body) == expected)
        #expect(try await fixture.list().policies.isEmpty)
    }

    @Test func theSameIsNotSaidTwiceAndNothingAboutTheOwner() async throws {
        let fixture = try await PolicyFixture()
        let (management, bob) = (fixture.management, fixture.bob.iamID)
        _ = try await fixture.make(bob, .viewer, Self.cluster)
        let other = try await fixture.make(bob, .editor, Self.cluster)
        let same = fixture.request(bob, .viewer, Self.cluster)
        #expect(try await management.refusal(.post, "/v1/policies", same) == "409 BXNIM9112E")
        let path = "/v1/policies/\(other.id)"
        #expect(try await management.refusal(.put, path, same, version: "*") == "409 BXNIM9112E")
        let owner = fixture.request(management.jane)
        #expect(try await management.refusal(.post, "/v1/policies", owner) == "400 BXNIM9108E")
        // Nor does a policy go over to somebody else.
        #expect(try await management.refusal(.put, path, owner, version: "*") == "400 BXNIM9108E")
    }

    @Test func policiesAreListedInPartsAndByWhatTheyAre() async throws {
        let fixture = try await PolicyFixture()
        let robot = try await fixture.makeServiceID().resource
        var made: [String] = []
        for role in PlatformRole.allCases {
            fixture.management.identity.advance(1)
            made.append(try await fixture.make(fixture.bob.iamID, role).id)
        }
        let ofRobot = try await fixture.make(robot.iamID).id
        #expect(try await fixture.list("&iam_id=\(fixture.bob.iamID)").policies.map(\.id) == made)
        #expect(try await fixture.list("&iam_id=\(robot.iamID)").policies.map(\.id) == [ofRobot])
        let newest = try await fixture.list("&iam_id=\(fixture.bob.iamID)&sort=-created_at&limit=3")
        #expect(newest.policies.map(\.id) == made.suffix(3).reversed())
        let start = try #require(newest.next?.start)
        let rest = try await fixture.list("&iam_id=\(fixture.bob.iamID)&sort=-created_at&limit=3&start=\(start)")
        #expect(rest.policies.map(\.id) == [made[0]] && rest.next == nil && rest.limit == 3)
        for none in ["type=authorization", "state=deleted", "access_group_id=g", "tag_name=t"] {
            #expect(try await fixture.list("&\(none)").policies.isEmpty)
        }
        #expect(try await fixture.list("&type=access&service_type=service&state=active").policies.count == 5)
        for wrong in ["sort=colour", "limit=0", "start=x", "type=other"] {
            let path = "/v1/policies?\(wrong)"
            #expect(try await fixture.management.refusal(.get, path) == "400 BXNIM9108E")
        }
    }

    @Test func theStateIsActiveOrThereIsNoPolicy() async throws {
        let fixture = try await PolicyFixture()
        let path = "/v1/policies/\(try await fixture.make(fixture.bob.iamID).id)"
        let (active, deleted) = (PolicyStateRequest(state: "active"), PolicyStateRequest(state: "deleted"))
        #expect(try await fixture.management.send(.patch, path, active, version: "*").status == 200)
        #expect(try await fixture.management.refusal(.patch, path, active) == "400 BXNIM9104E")
        #expect(try await fixture.management.refusal(.patch, path, deleted, version: "*") == "400 BXNIM9108E")
        _ = try await fixture.management.send(.delete, path)
        #expect(try await fixture.management.refusal(.patch, path, active, version: "*") == "404 BXNIM9111E")
    }

    @Test func policiesGoWithTheirSubjects() async throws {
        let fixture = try await PolicyFixture()
        let robot = try await fixture.makeServiceID().resource
        _ = try await fixture.make(robot.iamID)
        _ = try await fixture.make(fixture.bob.iamID)
        let observer = fixture.management.identity.accessObserver
        let before = observer.count(in: fixture.home)
        #expect(try await fixture.management.send(.delete, "/v1/serviceids/\(robot.id)").status == 204)
        #expect(try await fixture.list().policies.count == 1)
        let member = "/v2/accounts/\(fixture.home)/users/\(fixture.bob.iamID)"
        #expect(try await fixture.management.send(.delete, member).status == 204)
        #expect(try await fixture.list().policies.isEmpty)
        #expect(observer.count(in: fixture.home) == before + 2)
    }

    @Test func lockedServiceIDsGetNoPolicies() async throws {
        let fixture = try await PolicyFixture()
        let robot = try await fixture.makeServiceID().resource
        _ = try await fixture.management.send(.post, "/v1/serviceids/\(robot.id)/lock")
        let order = fixture.request(robot.iamID)
        #expect(try await fixture.management.refusal(.post, "/v1/policies", order) == "409 BXNIM9102E")
    }

    @Test func aTokenForTheAccountIsNeeded() async throws {
        let fixture = try await PolicyFixture()
        let identity = fixture.management.identity
        let unscoped = try await identity.tokens(identity.passwordForm()).accessToken
        let work = try await identity.tokens(identity.passwordForm(["bss_account": identity.work])).accessToken
        let list = "/v1/policies?account_id=\(fixture.home)"
        #expect(try await fixture.management.refusal(.get, list, token: unscoped) == "400 BXNIM9106E")
        #expect(try await fixture.management.refusal(.get, list, token: work) == "403 BXNIM9107E")
        let path = "/v1/policies/\(try await fixture.make(fixture.bob.iamID).id)"
        #expect(try await fixture.management.refusal(.get, path, token: work) == "404 BXNIM9111E")
        #expect(try await fixture.management.refusal(.delete, path, token: work) == "404 BXNIM9111E")
    }

    @Test func rolesAreTheFourOfThePlatform() async throws {
        let fixture = try await PolicyFixture()
        let names = ["Viewer", "Editor", "Operator", "Administrator"]
        let roles = try await fixture.management.value(
            RoleCollection.self,
            .get,
            "/v2/roles?service_name=containers-kubernetes"
        )
        #expect(roles.systemRoles.map(\.displayName) == names && roles.serviceRoles.isEmpty)
        let old = try await fixture.management.value(LegacyRoleList.self, .get, "/acms/v1/roles")
        #expect(old.platformExtensions.supportedRoles.map(\.displayName) == names)
        #expect(old.systemDefinedRoles?.first?.crn == "crn:v1:bluemix:public:iam::::role:Viewer")
        #expect(try await fixture.management.refusal(.get, "/v2/roles?service_name=x") == "400 BXNIM9108E")
    }

    @Test(arguments: ["a%2F", "a%2f", "a/"], ["users", "service_ids"])
    func theFormOf2017Works(scope: String, kind: String) async throws {
        let fixture = try await PolicyFixture()
        let management = fixture.management
        let subject = kind == "users" ? fixture.bob.iamID : try await fixture.makeServiceID().resource.id
        let base = "/acms/v1/scopes/\(scope)\(fixture.home)/\(kind)/\(subject)/policies"
        var resource = LegacyPolicy.Resource()
        (resource.serviceName, resource.region, resource.spaceId) = ("containers-kubernetes", "us-south", "")
        let role = LegacyPolicy.Role(id: "crn:v1:bluemix:public:iam::::role:Editor")
        let order = LegacyPolicy(id: nil, roles: [role], resources: [resource])
        let response = try await management.send(.post, base, order)
        #expect(response.status == 201)
        let made = try JSONDecoder().decode(LegacyPolicy.self, from: response.bytes)
        let path = "\(base)/\(try #require(made.id))"
        #expect(made.roles.map(\.displayName) == ["Editor"] && made.resources.first?.region == "us-south")
        #expect(try await management.value(LegacyPolicyList.self, .get, base).policies.map(\.id) == [made.id])
        var change = order
        change.resources[0].region = nil
        #expect(try await management.send(.put, path, change).status == 400)
        let version = response.headers["ETag"]
        #expect(try await management.send(.put, path, change, version: version).status == 200)
        #expect(try await management.send(.put, path, change, version: version).status == 409)
        #expect(try await management.value(LegacyPolicy.self, .get, path).resources.first?.region == nil)
        change.resources[0].organizationId = "o"
        #expect(try await management.send(.put, path, change, version: "*").status == 400)
        let others = path.replacing(subject, with: "IBMid-none")
        #expect(try await management.send(.get, others).status == 404)
        #expect(try await management.send(.delete, path).status == 204)
        #expect(try await management.send(.get, path).status == 404)
    }
}
