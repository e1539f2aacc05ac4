// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
package import IAM

/// Reads the file that describes identity providers: a JSON list of objects, see docs/federation.md.
package enum IdentityProviderFile {
    /// The providers in the file at `path`, checked against each other; paths in it are relative to its folder.
    package static func providers(in path: String) throws -> [IdentityProvider] {
        guard let content = try Files.read(path) else {
            throw ConfigurationError("there is no file \(path) with identity providers")
        }
        guard let list = try? JSONDecoder().decode(JSONValue.self, from: content).elements else {
            throw ConfigurationError("\(path) is not a JSON list of identity providers")
        }
        let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        var found: [IdentityProvider] = []
        for (index, value) in list.enumerated() {
            let place = "identity provider \(index + 1) in \(path)"
            let provider = try IdentityProviderReader(value, place: place, folder: folder).provider()
            guard !found.contains(where: { $0.issuer == provider.issuer }) else {
                throw ConfigurationError("\(place) has the issuer of another one")
            }
            if let domain = found.lazy.flatMap(\.domains).first(where: provider.domains.contains) {
                throw ConfigurationError("\(place) has the domain \"\(domain)\" of another one")
            }
            found.append(provider)
        }
        return found
    }
}

/// Reads one provider.
private struct IdentityProviderReader {
    private static let names: Set = [
        "title", "issuer", "client-id", "client-secret-file", "domains", "scopes", "claims", "require-verified-email",
        "admit-to-account", "ca-file",
    ]

    private let members: [String: JSONValue]
    private let place: String
    private let folder: String

    init(_ value: JSONValue, place: String, folder: String) throws {
        guard let members = value.members else { throw ConfigurationError("\(place) is not an object") }
        if let unknown = members.keys.sorted().first(where: { !Self.names.contains($0) }) {
            let known = Self.names.sorted().joined(separator: ", ")
            throw ConfigurationError("\(place) has the unknown setting \"\(unknown)\": known are \(known)")
        }
        self.members = members
        self.place = place
        self.folder = folder
    }

    func provider() throws -> IdentityProvider {
        let issuer = try required("issuer")
        guard issuer.hasPrefix("https://"), issuer.utf8.count > 8, !issuer.contains(where: { "?# ".contains($0) })
        else {
            throw wrong("issuer", "an address such as https://login.example.com")
        }
        guard let domains = DomainNames.set(try texts("domains") ?? []), !domains.isEmpty else {
            throw wrong("domains", "a list of e-mail domains such as [\"example.com\"]")
        }
        let title = try text("title") ?? domains.sorted().joined(separator: ", ")
        var provider = IdentityProvider(
            title: title,
            issuer: issuer,
            clientID: try required("client-id"),
            domains: domains
        )
        provider.clientSecretFile = try file("client-secret-file", isSecret: true)
        provider.authorityFile = try file("ca-file", isSecret: false)
        if let scopes = try texts("scopes") {
            guard scopes.contains("openid") else { throw wrong("scopes", "a list with \"openid\" in it") }
            provider.scopes = scopes
        }
        provider.claims = try claims()
        if let value = members["require-verified-email"] {
            guard let truth = value.truth else { throw wrong("require-verified-email", "true or false") }
            provider.requiresVerifiedEmail = truth
        }
        if let id = try text("admit-to-account") {
            guard id.utf8.count == 32, id.allSatisfy({ "0123456789abcdef".contains($0) }) else {
                throw wrong("admit-to-account", "the 32 hexadecimal digits of an account")
            }
            provider.admittingAccountID = id
        }
        return provider
    }

    private func claims() throws -> IdentityProvider.ClaimNames {
        var claims = IdentityProvider.ClaimNames()
        guard let given = members["claims"] else { return claims }
        let expected = "an object with the names of claims for \"email\", \"given-name\", \"family-name\""
        guard let given = given.members else { throw wrong("claims", expected) }
        for (name, value) in given {
            guard let text = value.text, !text.isEmpty else { throw wrong("claims", expected) }
            switch name {
            case "email": claims.email = text
            case "given-name": claims.givenName = text
            case "family-name": claims.familyName = text
            default: throw wrong("claims", expected)
            }
        }
        return claims
    }

    /// The path of a file that can be read; a secret must not be readable by everybody.
    private func file(_ name: String, isSecret: Bool) throws -> String? {
        guard let given = try text(name) else { return nil }
        let path = given.hasPrefix("/") ? given : "\(folder)/\(given)"
        do {
            guard let content = try Files.read(path) else {
                throw ConfigurationError("\(place): there is no file \(path)")
            }
            guard content.contains(where: { !" \n\r".utf8.contains($0) }) else {
                throw ConfigurationError("\(place): the file \(path) is empty")
            }
        } catch let error as FileError {
            throw ConfigurationError("\(place): \(error)")
        }
        var information = stat()
        if isSecret, stat(path, &information) == 0, information.st_mode & 0o007 != 0 {
            throw ConfigurationError("\(place): everybody can read the secret in \(path); chmod o= it")
        }
        return path
    }

    private func text(_ name: String) throws -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.text, !text.isEmpty else { throw wrong(name, "a text in quotes") }
        return text
    }

    private func required(_ name: String) throws -> String {
        guard let text = try text(name) else { throw ConfigurationError("\(place) has no \"\(name)\"") }
        return text
    }

    private func texts(_ name: String) throws -> [String]? {
        guard let value = members[name] else { return nil }
        let found = value.elements?.compactMap(\.text) ?? []
        guard !found.isEmpty, found.count == value.elements?.count else { throw wrong(name, "a list of texts") }
        return found
    }

    private func wrong(_ name: String, _ expected: String) -> ConfigurationError {
        ConfigurationError("\(place): \"\(name)\" must be \(expected)")
    }
}
