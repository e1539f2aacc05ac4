// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

extension Invocation {
    /// The argument called `name`, which must not be empty.
    func required(_ name: String) throws(UsageError) -> String {
        guard let value = argument(name), !value.isEmpty else { throw UsageError("\(name) is missing.") }
        return value
    }
}
