// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP
import Model
import Testing

/// Who may see and manage which policies.
@Suite struct PolicyAuthorityTests {
    private static let service = ["serviceName": "containers-kubernetes"]
    private static let region = ["serviceName": "containers-kubernetes", "region": "us-south"]
    private static let cluster = [
        "serviceName": "containers-kubernetes", "region": "us-south", "serviceInstance": "c1",
    ]
    private static let other = ["serviceName": "containers-kubernetes", "region": "us-south", "serviceInstance": "c2"]
    private static let registry = ["serviceName": "container-registry"]
    private static let forbidden = "403 BXNIM9105E"

    @Test(
        "Only who administers everything that a policy is about may make it, for whomever",
        arguments: [
            (nil, [:], cluster, false),
            (.viewer, [:], cluster, false), (.editor, [:], cluster, false), (.operator, [:], cluster, false),
            (.administrator, [:], [:], true), (.administrator, [:], registry, true),
            (.administrator, service, [:], false), (.administrator, service, service, true),
            (.administrator, service, region, true), (.administrator, service, registry, false),
            (.administrator, region, service, false), (.administrator, region, cluster, true),
            (.administrator, region, ["region": "us-south"], false),
            (.administrator, cluster, cluster, true), (.administrator, cluster, other, false),
            (.administrator, cluster, region, false), (.administrator, cluster, service, false),
            (.administrator, cluster, [:], false),
        ] as [(PlatformRole?, [String: String], [String: String], Bool)]
    )
    func nobodyGivesMoreThanTheyHave(
        role: PlatformRole?,
        held: [String: String],
        wanted: [String: String],
        isAllowed: Bool
    ) async throws {
        let fixture = try await PolicyFixture()
        let (management, bob) = (fixture.management, fixture.bob)
        let (robot, robotToken) = try await fixture.makeServiceID()
        if let role {
            _ = try await fixture.make(bob.iamID, role, held)
            _ = try await fixture.make(robot.iamID, role, held)
        }
        // A service id may no more than a person, and nobody more for themselves than for others.
        for (actor, subjects) in [(bob.token, [robot.iamID, bob.iamID]), (robotToken, [bob.iamID, robot.iamID])] {
            for subject in subjects {
                // Viewer is never what they hold in the rows that allow it.
                let order = fixture.request(subject, .viewer, wanted)
                guard isAllowed else {
                    #expect(try await management.refusal(.post, "/v1/policies", order, token: actor) == Self.forbidden)
                    continue
                }
                let made = try await fixture.make(subject, .viewer, wanted, token: actor)
                let path = "/v1/policies/\(made.id)"
                #expect(try await management.send(.get, path, token: actor).status == 200)
                let change = fixture.request(subject, .operator, wanted)
                #expect(try await management.send(.put, path, change, version: "*", token: actor).status == 200)
                #expect(try await management.send(.delete, path, token: actor).status == 204)
            }
        }
    }

    @Test func aPolicyIsNeitherWidenedNorTakenOver() async throws {
        let fixture = try await PolicyFixture()
        let (management, bob) = (fixture.management, fixture.bob)
        let robot = try await fixture.makeServiceID().resource
        let own = try await fixture.make(bob.iamID, .administrator, Self.cluster)
        let inside = try await fixture.make(robot.iamID, .viewer, Self.cluster)
        let outside = try await fixture.make(robot.iamID, .viewer, Self.other)
        // Out of what he administers, be it his own policy.
        for (policy, subject) in [(own, bob.iamID), (inside, robot.iamID)] {
            let path = "/v1/policies/\(policy.id)"
            let wider = fixture.request(subject, .administrator, Self.service)
            let refusal = try await management.refusal(.put, path, wider, version: "*", token: bob.token)
            #expect(refusal == Self.forbidden)
        }
        // Into what he administers: to him the policy does not exist.
        let path = "/v1/policies/\(outside.id)"
        let narrower = fixture.request(robot.iamID, .viewer, Self.cluster)
        let refusal = try await management.refusal(.put, path, narrower, version: "*", token: bob.token)
        #expect(refusal == "404 BXNIM9111E")
        #expect(try await management.refusal(.delete, path, token: bob.token) == "404 BXNIM9111E")
        #expect(try await fixture.list().policies.count == 3)
    }

    @Test func everybodySeesTheirOwnAndNobodyElses() async throws {
        let fixture = try await PolicyFixture()
        let (management, bob) = (fixture.management, fixture.bob)
        let (robot, robotToken) = try await fixture.makeServiceID()
        let own = try await fixture.make(bob.iamID, .editor, Self.cluster)
        let foreign = try await fixture.make(robot.iamID, .viewer, Self.cluster)
        #expect(try await fixture.list(token: bob.token).policies.map(\.id) == [own.id])
        #expect(try await fixture.list(token: robotToken).policies.map(\.id) == [foreign.id])
        #expect(try await fixture.list("&iam_id=\(robot.iamID)", token: bob.token).policies.isEmpty)
        let path = "/v1/policies/\(own.id)"
        #expect(try await management.send(.get, path, token: bob.token).status == 200)
        #expect(try await management.refusal(.delete, path, token: bob.token) == Self.forbidden)
        let raised = fixture.request(bob.iamID, .administrator, Self.cluster)
        let refusal = try await management.refusal(.put, path, raised, version: "*", token: bob.token)
        #expect(refusal == Self.forbidden)
        // A policy of somebody else answers as one that never was, however wrong the request is.
        for (method, body) in [(HTTPMethod.get, nil), (.delete, nil), (.put, raised), (.put, nil), (.patch, nil)] {
            for id in [foreign.id, "none"] {
                let path = "/v1/policies/\(id)"
                let refusal = try await management.refusal(method, path, body, version: "*", token: bob.token)
                #expect(refusal == "404 BXNIM9111E")
            }
        }
    }

    @Test func anAdministratorOfOneClusterSeesWhoHasPoliciesOnIt() async throws {
        let fixture = try await PolicyFixture()
        let robot = try await fixture.makeServiceID().resource
        let own = try await fixture.make(fixture.bob.iamID, .administrator, Self.cluster)
        fixture.management.identity.advance(1)
        let inside = try await fixture.make(robot.iamID, .viewer, Self.cluster)
        _ = try await fixture.make(robot.iamID, .viewer, Self.region)
        #expect(try await fixture.list(token: fixture.bob.token).policies.map(\.id) == [own.id, inside.id])
    }

    @Test func whoIsRemovedOrWasNeverThereMayNothing() async throws {
        let fixture = try await PolicyFixture()
        let (management, bob) = (fixture.management, fixture.bob)
        _ = try await fixture.make(bob.iamID, .administrator)
        #expect(try await fixture.list(token: bob.token).policies.count == 1)
        let member = "/v2/accounts/\(fixture.home)/users/\(bob.iamID)"
        #expect(try await management.send(.delete, member).status == 204)
        let list = "/v1/policies?account_id=\(fixture.home)"
        #expect(try await management.refusal(.get, list, token: bob.token) == "403 BXNIM9107E")
        let order = fixture.request(bob.iamID, .viewer)
        #expect(try await management.refusal(.post, "/v1/policies", order, token: bob.token) == "403 BXNIM9107E")
    }
}
