// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Provisioning

/// How many workers of a cluster may be down at a time because of updates, as its users say in a config map.
///
/// Each entry is a JSON object with a percentage and a label that selects workers; the entry `defaultcheck.json` is for
/// all of them. Without valid rules 20 percent may be down; with rules but no default, all others.
struct WorkerUpdateRules: Sendable, Equatable {
    struct Rule: Sendable, Equatable {
        /// Nil for all workers.
        let label: (key: String, value: String)?
        let percentage: Int

        static func == (one: Rule, other: Rule) -> Bool {
            one.label?.key == other.label?.key && one.label?.value == other.label?.value
                && one.percentage == other.percentage
        }

        func selects(_ labels: [String: String]) -> Bool {
            guard let label else { return true }
            return labels[label.key] == label.value
        }
    }

    private static let defaultEntry = "defaultcheck.json"
    private static let entryLimit = 10
    private static let standard = Rule(label: nil, percentage: 20)

    let rules: [Rule]
    private let labels: [String: [String: String]]

    init(_ facts: WorkerUpdateFacts) {
        let entries = (facts.rules ?? [:]).sorted { $0.key < $1.key }
        let isValid = entries.count <= Self.entryLimit
        let valid = isValid ? entries.compactMap { Self.rule($0.key, $0.value) } : []
        rules = valid.isEmpty ? [Self.standard] : valid
        labels = facts.labels
    }

    /// Whether the worker may go down beside those that are; at least one always may, or nothing would ever change.
    func allows(_ workerID: String, beside down: Set<String>, among workers: [String]) -> Bool {
        let own = labels[workerID] ?? [:]
        return rules.filter { $0.selects(own) }.allSatisfy { rule in
            let selected = workers.filter { rule.selects(labels[$0] ?? [:]) }
            let allowed = max(1, selected.count * rule.percentage / 100)
            return selected.filter { $0 == workerID || down.contains($0) }.count <= allowed
        }
    }

    private static func rule(_ name: String, _ text: String) -> Rule? {
        guard let object = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)),
            let percentage = object["MaxUnavailablePercentage"]?.count, (1...100).contains(percentage)
        else { return nil }
        if name == defaultEntry { return Rule(label: nil, percentage: percentage) }
        guard let key = object["NodeSelectorKey"]?.text, let value = object["NodeSelectorValue"]?.text, !key.isEmpty
        else { return nil }
        return Rule(label: (key, value), percentage: percentage)
    }
}

extension Worker {
    /// Whether it counts as unavailable while others are updated.
    var isDown: Bool {
        switch state {
        case .provisioning, .provisionFailed, .reloading, .reloadingFailed, .critical, .unknown: true
        case .normal, .warning, .deleting: false
        }
    }
}
