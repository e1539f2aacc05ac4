// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials

/// A file that says what a policy gives, in the form of `/v1/policies` or in that of 2017.
///
///     {"roles": [{"role_id": "crn:..."}], "resources": [{"attributes": [{"name": "region", "value": "us-south"}]}]}
///     {"roles": [{"id": "crn:..."}], "resources": [{"region": "us-south"}]}
struct PolicyDocument {
    let roles: [PolicyRoleReference]
    let attributes: [PolicyAttribute]

    /// Reads the file; `@` before its path is what scripts of the time write.
    init(_ path: String) throws {
        let path = path.hasPrefix("@") ? String(path.dropFirst()) : path
        guard let data = try Files.read(path) else { throw CommandFailure("There is no file \(path).") }
        guard let document = try? JSONDecoder().decode(JSONValue.self, from: data),
            let roles = document["roles"]?.elements, let resources = document["resources"]?.elements,
            resources.count == 1
        else {
            throw CommandFailure("The file \(path) is no policy: it needs 'roles', and 'resources' with one entry.")
        }
        self.roles = try roles.map { role in
            guard let id = role["role_id"]?.text ?? role["id"]?.text else {
                throw CommandFailure("A role in the file \(path) has no 'role_id'.")
            }
            return PolicyRoleReference(roleID: id, displayName: role["display_name"]?.text ?? role["displayName"]?.text)
        }
        attributes = try Self.attributes(resources[0], path)
    }

    /// All that the resource says: what it is narrowed by must not get lost, so that the service sees what it does not know.
    private static func attributes(_ resource: JSONValue, _ path: String) throws -> [PolicyAttribute] {
        let pairs =
            resource["attributes"]?.elements?.map { ($0["name"]?.text, $0["value"]?.text, $0["operator"]?.text) }
            ?? (resource.members ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value.text, nil) }
        return try pairs.compactMap { name, value, comparison in
            guard let name, let value else {
                throw CommandFailure("The resource in the file \(path) is not understood.")
            }
            return value.isEmpty ? nil : PolicyAttribute(name: name, value: value, operator: comparison)
        }
    }
}
