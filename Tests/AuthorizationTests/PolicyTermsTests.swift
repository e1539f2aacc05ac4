// SPDX-License-Identifier: Apache-2.0

import API
import Authorization
import Model
import Testing

@Suite struct PolicyTermsTests {
    private static let viewer = [PolicyRoleReference(roleID: "crn:v1:bluemix:public:iam::::role:Viewer")]

    private static func terms(
        _ attributes: [PolicyAttribute],
        roles: [PolicyRoleReference] = viewer
    ) throws(PolicyFault) -> PolicyTerms {
        try PolicyTerms(roles: roles, resources: [PolicyAttributes(attributes: attributes)], accountID: "a")
    }

    @Test func attributesNarrowThePolicy() throws {
        let terms = try Self.terms([
            PolicyAttribute(name: "accountId", value: "a"),
            PolicyAttribute(name: "serviceName", value: "containers-kubernetes", operator: "stringEquals"),
            PolicyAttribute(name: "region", value: "us-south"),
            PolicyAttribute(name: "serviceInstance", value: "c1"),
            PolicyAttribute(name: "resourceType", value: "namespace"),
            PolicyAttribute(name: "resource", value: "default"),
        ])
        #expect(
            terms.resource
                == ResourceAttributes(
                    serviceName: "containers-kubernetes",
                    region: "us-south",
                    serviceInstance: "c1",
                    resourceType: "namespace",
                    resource: "default"
                )
        )
        #expect(terms.roles == [.viewer])
        #expect(try Self.terms([]).resource == ResourceAttributes())
    }

    @Test(
        "What would be another policy than was meant is refused",
        arguments: [
            ("accountId", PolicyAttribute(name: "accountId", value: "b")),
            ("serviceName", PolicyAttribute(name: "serviceName", value: "container-kubernetes")),
            ("serviceInstance", PolicyAttribute(name: "serviceInstance", value: "")),
            ("region", PolicyAttribute(name: "region", value: "us\nsouth")),
            ("region", PolicyAttribute(name: "region", value: "us-*", operator: "stringMatch")),
            ("resource", PolicyAttribute(name: "resource", value: String(repeating: "x", count: 1001))),
            ("resourceGroupId", PolicyAttribute(name: "resourceGroupId", value: "g")),
            ("serviceType", PolicyAttribute(name: "serviceType", value: "service")),
            ("servicename", PolicyAttribute(name: "servicename", value: "containers-kubernetes")),
        ]
    )
    func othersAreRefused(field: String, attribute: PolicyAttribute) {
        let fault = #expect(throws: PolicyFault.self) { try Self.terms([attribute]) }
        #expect(fault?.field == field)
    }

    @Test func anAttributeIsNamedOnce() {
        let region = PolicyAttribute(name: "region", value: "us-south")
        #expect(throws: PolicyFault.self) { try Self.terms([region, region]) }
    }

    @Test(arguments: ["Viewer", "crn:v1:bluemix:public:iam::::role:viewer", "crn:v1:bluemix:public:iam::::role:", ""])
    func unknownRolesAreRefused(name: String) {
        #expect(throws: PolicyFault.self) { try Self.terms([], roles: [PolicyRoleReference(roleID: name)]) }
    }

    @Test func oneResourceAndSomeRoleAreNeeded() {
        #expect(throws: PolicyFault.self) { try Self.terms([], roles: []) }
        #expect(throws: PolicyFault.self) {
            try PolicyTerms(roles: Self.viewer, resources: [], accountID: "a")
        }
    }

    @Test(arguments: PlatformRole.allCases)
    func rolesAreFoundByTheirNames(role: PlatformRole) {
        #expect(PlatformRole(resourceName: role.resourceName) == role)
    }
}
