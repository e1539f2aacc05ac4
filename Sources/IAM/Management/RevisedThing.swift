// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import FoundationEssentials
import Model

/// What has revisions, and is changed only by who knows its present version.
protocol RevisedThing: Sendable {
    var id: String { get }
    var revision: Int { get set }
    var modifiedAt: Date { get set }
}

extension AccessPolicy: RevisedThing {}

extension RevisedThing {
    /// What `If-Match` must name; of the form of the time, `1-<hash>`.
    var version: String {
        "\(revision)-" + Digest.sha256Hex("\(id) \(revision)").prefix(32)
    }

    /// Throws unless `wanted`, the value of `If-Match`, names this version.
    func requireVersion(_ wanted: String?) throws {
        guard let wanted, !wanted.isEmpty else { throw APIError.missingVersion }
        let bare = wanted.filter { $0 != "\"" }
        guard bare == "*" || bare == version else { throw APIError.changedMeanwhile(id) }
    }

    /// This with its next revision.
    func changed(at now: Date, _ change: (inout Self) throws -> Void) rethrows -> Self {
        var thing = self
        try change(&thing)
        thing.revision += 1
        thing.modifiedAt = now
        return thing
    }
}
