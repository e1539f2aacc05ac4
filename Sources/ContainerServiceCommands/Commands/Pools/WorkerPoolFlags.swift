// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// The flags by which the commands for worker pools name what they are about.
enum WorkerPoolFlags {
    static let cluster = Flag("cluster", value: "CLUSTER", summary: "The name or ID of the cluster. Required.")
    static let pool = Flag("worker-pool", value: "POOL", summary: "The name or ID of the worker pool. Required.")
    static let force = Flag("f", "force", summary: "Ask no question.")

    /// The value of a flag that cannot be left out.
    static func required(_ name: String, _ invocation: Invocation) throws(UsageError) -> String {
        guard let value = invocation.value(name), !value.isEmpty else { throw UsageError("'--\(name)' is missing.") }
        return value
    }
}
