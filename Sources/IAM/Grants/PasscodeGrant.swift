// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model
import Storage

/// A one-time passcode from the page or from another session.
struct PasscodeGrant: Grant {
    static let type = "urn:ibm:params:oauth:grant-type:passcode"

    private let passcodes: PasscodeService
    private let users: any UserStore
    private let throttle: SignInThrottle

    /// `throttle` counts by address alone.
    init(passcodes: PasscodeService, users: any UserStore, throttle: SignInThrottle) {
        self.passcodes = passcodes
        self.users = users
        self.throttle = throttle
    }

    func signIn(_ request: TokenRequest) async throws -> SignIn {
        let code = try request.required("passcode")
        // Whoever guesses a code names no user. A right code forgives nothing: the guesser may have one of their own.
        let attempt = SignInThrottle.Attempt(address: request.address)
        if let seconds = throttle.secondsToWait(attempt) { throw APIError.tooManyFailures(secondsToWait: seconds) }
        guard let taken = try await passcodes.take(code),
            let user = try await existing({ try await users.user(iamID: taken.passcode.iamID) })
        else {
            throttle.failed(attempt)
            throw APIError.invalidPasscode
        }
        let passcode = taken.passcode
        return SignIn(
            user: user,
            accountID: passcode.accountID,
            boundAccountID: passcode.boundAccountID,
            apiKeyID: passcode.apiKeyID,
            origin: taken.origin
        )
    }
}
