// SPDX-License-Identifier: Apache-2.0

import Authorization
import FoundationEssentials
import Model
import Testing

@Suite struct AccessTests {
    private static let cluster = ResourceAttributes(
        serviceName: ResourceAttributes.containerService,
        region: "us-south",
        serviceInstance: "c1"
    )

    @Test(
        "A role holds on what its policy covers, and brings what it contains",
        arguments: [
            (PlatformRole.viewer, ResourceAttributes(), [PlatformRole.viewer]),
            (.editor, ResourceAttributes(serviceName: "containers-kubernetes"), [.viewer, .editor]),
            (.operator, ResourceAttributes(region: "us-south"), [.viewer, .operator]),
            (.administrator, cluster, PlatformRole.allCases),
            (.administrator, ResourceAttributes(serviceName: "container-registry"), []),
            (.administrator, ResourceAttributes(region: "eu-de"), []),
            (.administrator, ResourceAttributes(serviceInstance: "c2"), []),
            (.administrator, ResourceAttributes(resourceType: "namespace", resource: "a"), []),
        ]
    )
    func rolesFollowThePolicy(role: PlatformRole, scope: ResourceAttributes, expected: [PlatformRole]) {
        #expect(Self.access(role, scope).roles(on: Self.cluster) == Set(expected))
    }

    @Test func aPolicyOnOneClusterSaysNothingOfAll() {
        let everything = ResourceAttributes(serviceName: ResourceAttributes.containerService)
        #expect(Self.access(.administrator, Self.cluster).roles(on: everything).isEmpty)
    }

    @Test func rolesOfSeveralPoliciesAddUp() {
        let access = Access(
            isOwner: false,
            policies: [Self.policy(.editor, Self.cluster), Self.policy(.operator, ResourceAttributes())]
        )
        #expect(access.roles(on: Self.cluster) == [.viewer, .editor, .operator])
    }

    @Test func ownersMayDoEverythingAndOthersNothing() {
        #expect(Access(isOwner: true, policies: []).roles(on: ResourceAttributes()) == Set(PlatformRole.allCases))
        #expect(Access.none.roles(on: Self.cluster).isEmpty)
    }

    private static func access(_ role: PlatformRole, _ scope: ResourceAttributes) -> Access {
        Access(isOwner: false, policies: [policy(role, scope)])
    }

    private static func policy(_ role: PlatformRole, _ scope: ResourceAttributes) -> AccessPolicy {
        AccessPolicy(
            id: "p",
            accountID: "a",
            iamID: "IBMid-1",
            roles: [role],
            resource: scope,
            createdAt: Date(timeIntervalSince1970: 0),
            createdBy: "IBMid-0"
        )
    }
}
