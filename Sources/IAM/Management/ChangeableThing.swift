// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Model

/// What has a name, a lock and revisions.
protocol ChangeableThing: RevisedThing {
    var name: String { get }
    var description: String { get }
    var isLocked: Bool { get set }
    var createdAt: Date { get }
}

extension APIKey: ChangeableThing {}
extension ServiceID: ChangeableThing {}

extension ChangeableThing {
    func requireUnlocked() throws {
        if isLocked { throw APIError.locked(id) }
    }
}
