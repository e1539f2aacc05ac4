// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model
import Storage

/// E-mail and password.
struct PasswordGrant: Grant {
    static let type = "password"

    private let users: any UserStore
    private let passwords: PasswordCheck
    private let throttle: SignInThrottle
    private let configuration: IAMConfiguration

    init(
        users: any UserStore,
        passwords: PasswordCheck,
        throttle: SignInThrottle,
        configuration: IAMConfiguration
    ) {
        self.configuration = configuration
        self.users = users
        self.passwords = passwords
        self.throttle = throttle
    }

    func signIn(_ request: TokenRequest) async throws -> SignIn {
        let userName = try request.required("username")
        let password = try request.required("password")
        guard configuration.allowsPasswordGrant || request.isFromPage else { throw APIError.passwordGrantIsOff }
        guard configuration.federatedDomains.domain(of: userName) == nil else {
            throw APIError.federatedUser(passcodePage: configuration.passcodePage)
        }
        let attempt = SignInThrottle.Attempt(userName: userName, address: request.address)
        if let seconds = throttle.secondsToWait(attempt) { throw APIError.tooManyFailures(secondsToWait: seconds) }
        let user = try await existing { try await users.user(email: userName) }
        // An unknown user costs as much time as a wrong password, and gets the same answer.
        let isRight = try await passwords.matches(password, hash: user?.passwordHash, address: request.address)
        guard isRight, let user else {
            throttle.failed(attempt)
            throw APIError.wrongCredentials
        }
        throttle.succeeded(attempt)
        return SignIn(user: user, origin: Self.type)
    }
}
