// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps one-time passcodes, by the hash of their text.
package protocol PasscodeStore: Sendable {
    /// Stores a new passcode; its hash must be free.
    func createPasscode(_ passcode: Passcode) async throws(StoreError)

    /// Removes the passcode whose text has this hash, expired or not, and returns it.
    ///
    /// Of several callers at once exactly one gets it; `notFound` for the others.
    func takePasscode(hash: String) async throws(StoreError) -> Passcode

    /// Removes all passcodes that expired before `date`.
    func deletePasscodes(expiredBefore date: Date) async throws(StoreError)
}
