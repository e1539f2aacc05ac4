// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Which roles a policy is to give, on what: from flags, or from a file.
struct PolicyOrder {
    private static let scopeFlags = [
        (flag: "service-name", attribute: "serviceName"), (flag: "service-instance", attribute: "serviceInstance"),
        (flag: "region", attribute: "region"), (flag: "resource-type", attribute: "resourceType"),
        (flag: "resource", attribute: "resource"),
    ]
    private static let groupFlags = ["resource-group-name", "resource-group-id"]

    /// The flags that say what a policy is to be; the file alone says all of it.
    static let flags = [
        Flag("f", "file", value: "FILE", summary: "Read roles and resources from this JSON file; excludes the others"),
        Flag("roles", "role", "r", value: "ROLES", summary: "Roles, with commas between: Viewer,Operator"),
        Flag("service-name", value: "SERVICE", summary: "On this service alone, for instance containers-kubernetes"),
        Flag("service-instance", value: "INSTANCE", summary: "On this instance alone; for clusters its name or ID"),
        Flag("region", value: "REGION", summary: "In this region alone"),
        Flag("resource-type", value: "TYPE", summary: "On resources of this type alone"),
        Flag("resource", value: "RESOURCE", summary: "On this resource alone"),
        Flag("resource-group-name", value: "GROUP", summary: "In this resource group alone", isHidden: true),
        Flag("resource-group-id", value: "ID", summary: "In this resource group alone", isHidden: true),
        // Nothing is asked; scripts of the time say so all the same.
        Flag("F", "force", summary: "Do it without a question", isHidden: true),
    ]

    var roles: [PolicyRoleReference]
    var attributes: [PolicyAttribute]
    var description: String?

    /// What the command line says, over what `policy` says so far.
    init(
        _ invocation: Invocation,
        for subject: PolicySubject,
        _ context: BXContext,
        over policy: PolicyResource? = nil
    ) async throws {
        (roles, attributes) = (policy?.roles ?? [], policy?.attributes ?? [])
        description = policy?.description
        let given = (["roles"] + Self.scopeFlags.map(\.flag) + Self.groupFlags).filter(invocation.has)
        if let path = invocation.value("f") {
            guard given.isEmpty else {
                throw UsageError("'--file' and '\(Flag.spelling(of: given[0]))' exclude each other.")
            }
            let document = try PolicyDocument(path)
            (roles, attributes) = (document.roles, document.attributes)
            return
        }
        guard !given.isEmpty, policy != nil || invocation.has("roles") else {
            throw UsageError(policy == nil ? "Give '--roles' or '--file'." : "Say what is to change, or give '--file'.")
        }
        if Self.groupFlags.contains(where: given.contains) {
            throw CommandFailure(
                "An account has one resource group, 'Default', which narrows nothing. Leave out '--resource-group-...'."
            )
        }
        for (flag, attribute) in Self.scopeFlags {
            guard let value = invocation.value(flag) else { continue }
            attributes.removeAll { $0.name == attribute }
            // An empty value takes away what narrowed the policy.
            if !value.isEmpty { attributes.append(PolicyAttribute(name: attribute, value: value)) }
        }
        if invocation.has("service-instance") { try await identifyCluster(subject.session, context) }
        if let words = invocation.value("roles") { roles = try await Self.roles(words, attributes, subject) }
    }

    /// The body to send, for `subject`.
    func request(for subject: PolicySubject) -> PolicyRequest {
        var resource = attributes.filter { $0.name != "accountId" }
        resource.insert(PolicyAttribute(name: "accountId", value: subject.account.id), at: 0)
        return PolicyRequest(iamID: subject.iamID, roles: roles, resource: resource, description: description)
    }

    /// Puts the identifier of a cluster in the place of its name, by which no policy holds.
    private mutating func identifyCluster(_ session: Session, _ context: BXContext) async throws {
        guard let index = attributes.firstIndex(where: { $0.name == "serviceInstance" }) else { return }
        guard attributes.contains(where: { $0.name == "serviceName" }) else {
            throw UsageError("'--service-instance' needs the service that it belongs to: '--service-name'.")
        }
        let name = attributes[index].value
        let isIdentifier = name.count == 32 && name.allSatisfy(\.isHexDigit)
        guard attributes.contains(where: { $0.value == "containers-kubernetes" }), !isIdentifier else { return }
        let clusters = ClusterClient(
            endpoint: session.containersEndpoint,
            connection: context.authorizedConnection(session)
        )
        attributes[index].value = try await clusters.cluster(name).id
    }

    private static func roles(
        _ words: String,
        _ attributes: [PolicyAttribute],
        _ subject: PolicySubject
    ) async throws -> [PolicyRoleReference] {
        let service = attributes.first { $0.name == "serviceName" }?.value
        let known = try await subject.client.roles(of: service, in: subject.account.id)
        return try words.split(separator: ",").map { word in
            let name = word.filter { !$0.isWhitespace }.lowercased()
            guard let role = known.first(where: { $0.displayName.lowercased() == name || $0.crn.lowercased() == name })
            else {
                let list = known.map(\.displayName).joined(separator: ", ")
                throw CommandFailure("There is no role '\(word)'. The roles are: \(list).")
            }
            return PolicyRoleReference(roleID: role.crn, displayName: role.displayName)
        }
    }
}
