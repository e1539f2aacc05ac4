// SPDX-License-Identifier: Apache-2.0

import API

/// What a policy is about, for people.
enum PolicyScope {
    /// What narrows a policy, with the names of the columns.
    static let parts = [
        (attribute: "serviceName", title: "Service Name"), (attribute: "region", title: "Region"),
        (attribute: "serviceInstance", title: "Service Instance"), (attribute: "resourceType", title: "Resource Type"),
        (attribute: "resource", title: "Resource"),
    ]

    /// The value of each part; `all` where the policy is not narrowed.
    static func values(_ attributes: [PolicyAttribute]) -> [(title: String, value: String)] {
        parts.map { part in
            (part.title, attributes.first { $0.name == part.attribute }?.value ?? "all")
        }
    }

    /// A sentence part, for instance `containers-kubernetes in region us-south`.
    static func text(_ attributes: [PolicyAttribute]) -> String {
        func value(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
        var text = value("serviceName") ?? "everything in the account"
        if let instance = value("serviceInstance") { text += " instance \(instance)" }
        if let type = value("resourceType") { text += " \(type)" }
        if let resource = value("resource") { text += " \(resource)" }
        if let region = value("region") { text += " in region \(region)" }
        return text
    }
}

extension PolicyResource {
    var attributes: [PolicyAttribute] {
        resources.first?.attributes ?? []
    }

    /// The names of the roles.
    var roleNames: String {
        roles.map(\.name).joined(separator: ", ")
    }

    /// What is shown of a policy of `subject`.
    func fields(of subject: PolicySubject, version: String) -> [(String, String)] {
        var fields = [("Policy ID", id), ("Version", version), ("Subject", subject.name), ("Roles", roleNames)]
        fields += PolicyScope.values(attributes).map { ($0.title, $0.value) }
        if let description, !description.isEmpty { fields.append(("Description", description)) }
        return fields + [("Created At", createdAt), ("Last Modified", lastModifiedAt)]
    }
}

extension PolicyRoleReference {
    /// What people call the role.
    var name: String {
        displayName ?? roleID.split(separator: ":").last.map(String.init) ?? roleID
    }
}
