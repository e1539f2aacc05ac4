// SPDX-License-Identifier: Apache-2.0

import Authorization
import Basics

/// Counts how often it was told that access changed, by account.
final class RecordedAccessObserver: AccessObserver {
    private let counts = Locked<[String: Int]>([:])

    func count(in accountID: String) -> Int {
        counts.withLock { $0[accountID] ?? 0 }
    }

    func accessChanged(in accountID: String) async {
        counts.withLock { $0[accountID, default: 0] += 1 }
    }
}
