// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Cryptography
import FoundationEssentials
import Model
import Storage

/// An API key, which stands for its user or service id in its account and in no other.
struct APIKeyGrant: Grant {
    static let type = "urn:ibm:params:oauth:grant-type:apikey"
    /// How exact the recorded time of the last use is, in seconds: not every sign-in is worth a write.
    private static let useInterval = 600.0

    private let apiKeys: any APIKeyStore
    private let subjects: SubjectDirectory
    private let time: TimeSource
    private let logger: Logger

    init(apiKeys: any APIKeyStore, subjects: SubjectDirectory, time: TimeSource, logger: Logger) {
        self.apiKeys = apiKeys
        self.subjects = subjects
        self.time = time
        self.logger = logger
    }

    func signIn(_ request: TokenRequest) async throws -> SignIn {
        // A key has far more than 128 random bits: its hash can be looked up, and guessing needs no brake.
        let text = try request.required("apikey")
        guard APIKeyText.isPlausible(text),
            let holder = try await existing({ try await apiKeys.apiKeyHolder(hash: Digest.sha256Hex(text)) }),
            let subject = try await subject(of: holder)
        else { throw APIError.unknownAPIKey }
        let key = holder.key
        guard key.isUsable(at: time.now()) else { throw APIError.unusableAPIKey }
        await recordUse(of: key)
        return SignIn(
            user: subject,
            accountID: key.accountID,
            boundAccountID: key.accountID,
            knownMembership: holder.isMember ? key.accountID : nil,
            apiKeyID: key.id,
            origin: Self.type
        )
    }

    private func subject(of holder: APIKeyHolder) async throws -> User? {
        if let user = holder.user { return user }
        return try await subjects.subject(iamID: holder.key.iamID)
    }

    /// Keeps about when the key was used; a failure is for the log, not for the caller.
    private func recordUse(of key: APIKey) async {
        let now = time.now()
        if let last = key.lastUsedAt, abs(now.timeIntervalSince(last)) < Self.useInterval { return }
        do {
            try await apiKeys.recordUse(apiKeyID: key.id, at: now)
        } catch {
            logger.warning("cannot record the use of an API key", ["apiKeyID": key.id, "error": "\(error)"])
        }
    }
}
