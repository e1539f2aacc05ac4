// SPDX-License-Identifier: Apache-2.0

import Basics

/// The two files of a session as they are on disk, with the keys that nobody here knows.
struct SessionDocuments: Equatable {
    /// `config.json`.
    var core: JSONValue
    /// `.cf/config.json`.
    var cloudFoundry: JSONValue

    private typealias Field = (key: String, path: WritableKeyPath<Session, String>)

    private static var coreFields: [Field] {
        [
            ("Region", \.region), ("IAMEndpoint", \.iamEndpoint), ("IAMID", \.iamID), ("IAMToken", \.iamToken),
            ("IAMRefreshToken", \.iamRefreshToken), ("ColorEnabled", \.color), ("Trace", \.trace), ("Locale", \.locale),
            ("AccountManagementEndpoint", \.accountManagementEndpoint), ("ContainersEndpoint", \.containersEndpoint),
            ("CACertificate", \.authorityPEM), ("CAFile", \.authorityFile),
        ]
    }

    private static var cloudFoundryFields: [Field] {
        [
            ("Target", \.apiEndpoint), ("APIVersion", \.apiVersion), ("UaaEndpoint", \.uaaEndpoint),
            ("AuthorizationEndpoint", \.authorizationEndpoint), ("AccessToken", \.uaaToken),
            ("RefreshToken", \.uaaRefreshToken),
        ]
    }

    var session: Session {
        var session = Session()
        for field in Self.coreFields { session[keyPath: field.path] = core[field.key]?.text ?? "" }
        for field in Self.cloudFoundryFields { session[keyPath: field.path] = cloudFoundry[field.key]?.text ?? "" }
        session.account = Self.target(core["Account"])
        session.resourceGroup = Self.target(core["ResourceGroup"])
        session.organization = Self.target(cloudFoundry["OrganizationFields"])
        session.space = Self.target(cloudFoundry["SpaceFields"])
        session.skipsCertificateCheck = cloudFoundry["SSLDisabled"]?.truth ?? false
        session.httpTimeout = core["HTTPTimeout"]?.count.flatMap { $0 > 0 ? $0 : nil }
        session.isVersionCheckDisabled = core["CheckCLIVersionDisabled"]?.truth ?? false
        session.pluginRepositories = (core["PluginRepos"]?.elements ?? []).compactMap { entry in
            guard let name = entry["Name"]?.text, let url = entry["URL"]?.text else { return nil }
            return PluginRepositoryEntry(name: name, url: url)
        }
        return session
    }

    /// Writes what differs from `old` in `new`; all else stays as it is on disk.
    mutating func apply(_ new: Session, over old: Session) {
        for field in Self.coreFields where new[keyPath: field.path] != old[keyPath: field.path] {
            core[field.key] = .string(new[keyPath: field.path])
        }
        for field in Self.cloudFoundryFields where new[keyPath: field.path] != old[keyPath: field.path] {
            cloudFoundry[field.key] = .string(new[keyPath: field.path])
        }
        if new.account != old.account { core["Account"] = Self.value(new.account, hasOwner: true) }
        if new.resourceGroup != old.resourceGroup { core["ResourceGroup"] = Self.value(new.resourceGroup) }
        if new.organization != old.organization { cloudFoundry["OrganizationFields"] = Self.value(new.organization) }
        if new.space != old.space { cloudFoundry["SpaceFields"] = Self.value(new.space) }
        if new.pluginRepositories != old.pluginRepositories {
            core["PluginRepos"] = .array(
                new.pluginRepositories.map { .object(["Name": .string($0.name), "URL": .string($0.url)]) }
            )
        }
        if new.httpTimeout != old.httpTimeout { core["HTTPTimeout"] = .integer(new.httpTimeout ?? 0) }
        if new.isVersionCheckDisabled != old.isVersionCheckDisabled {
            core["CheckCLIVersionDisabled"] = .boolean(new.isVersionCheckDisabled)
        }
        if new.skipsCertificateCheck != old.skipsCertificateCheck {
            cloudFoundry["SSLDisabled"] = .boolean(new.skipsCertificateCheck)
        }
        if cloudFoundry.members?.isEmpty == false {
            // Other programs discard the file without this version.
            cloudFoundry["ConfigVersion"] = .integer(3)
            cloudFoundry["UAAOAuthClient"] = .string("cf")
            cloudFoundry["UAAOAuthClientSecret"] = .string("")
        }
    }

    private static func target(_ value: JSONValue?) -> SessionTarget? {
        guard let id = value?["GUID"]?.text, !id.isEmpty else { return nil }
        return SessionTarget(id: id, name: value?["Name"]?.text ?? "", owner: value?["Owner"]?.text ?? "")
    }

    private static func value(_ target: SessionTarget?, hasOwner: Bool = false) -> JSONValue {
        var value: JSONValue = .object(["GUID": .string(target?.id ?? ""), "Name": .string(target?.name ?? "")])
        if hasOwner { value["Owner"] = .string(target?.owner ?? "") }
        return value
    }
}
