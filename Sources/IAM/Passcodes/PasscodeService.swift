// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import Cryptography
import FoundationEssentials
import HTTP
import Model
import Storage

/// Makes one-time passcodes and takes them back.
struct PasscodeService: Sendable {
    /// How long a passcode is valid, in minutes.
    static let minutes = 5

    /// A passcode that was used up.
    struct Taken: Sendable {
        let passcode: Passcode
        /// How the session that asked for it began: a passcode must not hide a password.
        let origin: String
    }

    private let passcodes: any PasscodeStore
    private let refreshTokens: any RefreshTokenStore
    private let audit: any AuditLog
    private let time: TimeSource
    private let logger: Logger

    init(
        passcodes: any PasscodeStore,
        refreshTokens: any RefreshTokenStore,
        audit: any AuditLog,
        time: TimeSource,
        logger: Logger
    ) {
        self.passcodes = passcodes
        self.refreshTokens = refreshTokens
        self.audit = audit
        self.time = time
        self.logger = logger
    }

    /// A new passcode for the user of `signIn`, and when it stops being valid.
    ///
    /// It gives no more than `signIn` has: who is bound to an account stays bound. `request` is for the logs.
    func create(for signIn: SignIn, _ request: HTTPRequest) async throws -> (code: String, expiresAt: Date) {
        let now = time.now()
        let code = PasscodeText.random()
        let passcode = Passcode(
            codeHash: Digest.sha256Hex(code.filter { $0 != "-" }),
            iamID: signIn.user.iamID,
            accountID: signIn.accountID,
            boundAccountID: signIn.boundAccountID,
            apiKeyID: signIn.apiKeyID,
            sourceTokenHash: signIn.usedTokenHash,
            expiresAt: now.addingTimeInterval(Double(Self.minutes) * 60)
        )
        try await passcodes.deletePasscodes(expiredBefore: now)
        try await passcodes.createPasscode(passcode)
        audit.record(
            AuditEvent(
                time: now,
                iamID: signIn.user.iamID,
                userName: signIn.user.email,
                action: "iam.passcode-create",
                target: signIn.origin,
                accountID: signIn.accountID ?? "",
                address: request.remoteAddress,
                requestID: request.id
            )
        )
        let details = ["event": "iam.passcode.created", "iamID": signIn.user.iamID, "requestID": request.id]
        logger.info("one-time passcode created", details)
        return (code: code, expiresAt: passcode.expiresAt)
    }

    /// What the code that somebody typed stands for, which uses it up; nil if it is not valid.
    func take(_ text: String) async throws -> Taken? {
        guard let code = PasscodeText.normalized(text),
            let passcode = try await existing({ try await passcodes.takePasscode(hash: Digest.sha256Hex(code)) })
        else { return nil }
        guard time.now() < passcode.expiresAt else { return nil }
        guard let hash = passcode.sourceTokenHash else { return Taken(passcode: passcode, origin: PasscodeGrant.type) }
        // The session that asked for it may have ended since, as with its API key or by logging out.
        guard let source = try await existing({ try await refreshTokens.refreshToken(hash: hash) }) else { return nil }
        let isFromPassword = source.grantType == PasswordGrant.type
        return Taken(passcode: passcode, origin: isFromPassword ? PasswordGrant.type : PasscodeGrant.type)
    }
}
