// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit

/// Why the identity service does not do what it was asked to do.
enum IdentityRefusal: String {
    case isLocked = "BXNIM9102E"
    case wasChanged = "BXNIM9103E"
    case hasLockedKeys = "BXNIM9110E"

    /// Runs `act`; a refusal for one of these reasons says what to type next.
    static func explained<Value>(
        _ mends: [IdentityRefusal: String],
        _ act: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await act()
        } catch {
            guard let error = error as? ClientError, case .refused(let failure) = error,
                let reason = IdentityRefusal(rawValue: failure.code), let mend = mends[reason]
            else { throw error }
            throw CommandFailure(error.message + "\n" + mend)
        }
    }
}
