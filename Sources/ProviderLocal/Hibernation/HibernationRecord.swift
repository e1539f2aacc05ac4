// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Provisioning

/// What stands on disk of a cluster from before it is frozen until after it is thawed.
struct HibernationRecord: Codable, Sendable, Equatable {
    /// When it was frozen.
    var since: Date
    /// A digest of what it was built as: anything else has to wake it.
    var order: String
    /// A digest of what users may do in it: anything else has to wake it.
    var rights: String

    /// A text that is the same for equal values and for no others.
    static func digest(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Digest.sha256Hex(try encoder.encode(value))
    }

    static func read(_ layout: ClusterLayout) throws -> HibernationRecord? {
        // One that cannot be read is as good as none: the cluster is thawed then.
        try Files.read(path(layout)).flatMap { try? JSONDecoder().decode(HibernationRecord.self, from: $0) }
    }

    func write(_ layout: ClusterLayout) throws {
        try Files.write(JSONEncoder().encode(self), to: Self.path(layout))
    }

    static func remove(_ layout: ClusterLayout) throws {
        try Files.remove(path(layout))
    }

    private static func path(_ layout: ClusterLayout) -> String { "\(layout.folder)/hibernation.json" }
}
