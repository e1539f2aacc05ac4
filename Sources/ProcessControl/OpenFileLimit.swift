// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How many files and connections this process, and what it starts, may have open at once.
package enum OpenFileLimit {
    /// Raises the limit as far as the system lets it: the usual one is for programs that wait with `select`.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
