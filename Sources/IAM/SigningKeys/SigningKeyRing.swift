// SPDX-License-Identifier: Apache-2.0

import Basics

/// The keys of the running service, for all that sign and verify; they change without a restart.
package final class SigningKeyRing: Sendable {
    private let keys: Locked<SigningKeySet>

    package init(_ set: SigningKeySet) {
        keys = Locked(set)
    }

    /// The keys of this moment.
    package var current: SigningKeySet {
        keys.withLock { $0 }
    }

    /// From now on these are the keys; what others signed is refused.
    package func replace(with next: SigningKeySet) {
        keys.withLock { $0 = next }
    }
}
