// SPDX-License-Identifier: Apache-2.0

/// Is told when somebody may do more or less than before, after that was stored.
package protocol AccessObserver: Sendable {
    /// Somebody's access to things of the account has changed.
    ///
    /// Returns soon: whoever changed it is waiting.
    func accessChanged(in accountID: String) async
}
