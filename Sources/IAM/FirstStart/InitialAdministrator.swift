// SPDX-License-Identifier: Apache-2.0

package import Basics
package import Cryptography
import FoundationEssentials
import Model
package import Storage

/// Gives a new installation its first account, that account's owner, and an API key.
///
/// The secrets are on disk before the first row is stored, in a file that waits beside the final one; it is taken up
/// again by the next start, whatever the crash interrupted. So there is never an account that nobody can enter, and
/// nothing is made again that was removed later.
package struct InitialAdministrator: Sendable {
    /// What the owner is told, and named.
    package struct Configuration: Sendable {
        /// Where the credentials are written, `initial-admin.json`.
        package let file: String
        package let endpoint: String
        package let caFile: String?
        package let email: String
        package let accountName: String

        package init(
            file: String,
            endpoint: String,
            caFile: String?,
            email: String = "admin@slipway.local",
            accountName: String = "Default Account"
        ) {
            self.file = file
            self.endpoint = endpoint
            self.caFile = caFile
            self.email = email
            self.accountName = accountName
        }

        fileprivate var pendingFile: String {
            file + ".pending"
        }
    }

    private let configuration: Configuration
    private let stores: any AccountStore & UserStore & APIKeyStore
    private let hasher: PasswordHasher
    private let time: TimeSource

    package init(
        configuration: Configuration,
        stores: any AccountStore & UserStore & APIKeyStore,
        hasher: PasswordHasher,
        time: TimeSource = .system
    ) {
        self.configuration = configuration
        self.stores = stores
        self.hasher = hasher
        self.time = time
    }

    /// Does what is left to do, and returns the credentials if this start has finished the work; nil otherwise.
    package func ensure() async throws -> InitialCredentials? {
        var credentials: InitialCredentials
        if let pending = try read(configuration.pendingFile) {
            credentials = pending
        } else if try await stores.hasAccounts() {
            try updateFile()
            return nil
        } else {
            // A file without a database: the installation was reset, and what people wrote down stays right.
            credentials = try read(configuration.file) ?? generate()
        }
        credentials.endpoint = configuration.endpoint
        credentials.caFile = configuration.caFile
        try write(credentials, to: configuration.pendingFile)
        try await store(credentials)
        try write(credentials, to: configuration.file)
        try Files.remove(configuration.pendingFile)
        return credentials
    }

    private func generate() -> InitialCredentials {
        InitialCredentials(
            endpoint: configuration.endpoint,
            caFile: configuration.caFile,
            accountId: RandomText.hex(byteCount: 16),
            email: configuration.email.lowercased(),
            password: RandomText.lettersAndDigits(count: 24),
            apikey: APIKeyText.make()
        )
    }

    /// Stores the rows that are missing.
    private func store(_ credentials: InitialCredentials) async throws {
        let iamID = try await storeUser(credentials)
        let now = time.now()
        if try await existing({ try await stores.account(id: credentials.accountId) }) == nil {
            let name = configuration.accountName
            try await stores.createAccount(
                Account(id: credentials.accountId, name: name, ownerIAMID: iamID, createdAt: now, updatedAt: now)
            )
        }
        let keyHash = Digest.sha256Hex(credentials.apikey)
        if try await existing({ try await stores.apiKey(hash: keyHash) }) == nil {
            try await stores.createAPIKey(
                APIKey(
                    id: "ApiKey-\(UUID().uuidString.lowercased())",
                    name: "initial-admin",
                    iamID: iamID,
                    accountID: credentials.accountId,
                    keyHash: keyHash,
                    createdAt: now
                )
            )
        }
    }

    /// Stores the owner unless an earlier try did, and returns the IAM id.
    private func storeUser(_ credentials: InitialCredentials) async throws -> String {
        if let user = try await existing({ try await stores.user(email: credentials.email) }) { return user.iamID }
        let user = User(
            iamID: User.newIAMID(),
            email: credentials.email,
            givenName: "Slipway",
            familyName: "Administrator",
            passwordHash: try await hasher.hash(credentials.password),
            createdAt: time.now()
        )
        try await stores.createUser(user)
        return user.iamID
    }

    /// Brings the address in a file that is still there up to date.
    private func updateFile() throws {
        guard let written = try read(configuration.file) else { return }
        var current = written
        current.endpoint = configuration.endpoint
        current.caFile = configuration.caFile
        if current != written { try write(current, to: configuration.file) }
    }

    private func read(_ path: String) throws -> InitialCredentials? {
        try Files.read(path).map { try JSONDecoder().decode(InitialCredentials.self, from: $0) }
    }

    private func write(_ credentials: InitialCredentials, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Files.write(try encoder.encode(credentials) + Data("\n".utf8), to: path, mode: 0o600)
    }
}
