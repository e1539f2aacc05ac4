// SPDX-License-Identifier: Apache-2.0

/// How single values of the API are shown.
package enum DisplayText {
    /// `text`, or `-` where there is nothing to show.
    package static func orDash(_ text: String) -> String {
        text.isEmpty ? "-" : text
    }

    /// The state of a cluster as people read it: `delete failed` for `delete_failed`.
    package static func clusterState(_ state: String) -> String {
        String(state.map { $0 == "_" ? " " : $0 })
    }

    /// The version, with `*` behind it when the server offers a newer one.
    package static func version(_ current: String, target: String) -> String {
        orDash(current) + (hasUpdate(current, target: target) ? "*" : "")
    }

    /// The version, and behind it the newer one if there is any: `1.7.4_1506* (1.8.6_1504 latest)`.
    package static func detailedVersion(_ current: String, target: String) -> String {
        let marked = version(current, target: target)
        return hasUpdate(current, target: target) ? "\(marked) (\(target) latest)" : marked
    }

    private static func hasUpdate(_ current: String, target: String) -> Bool {
        !current.isEmpty && !target.isEmpty && current != target
    }
}
