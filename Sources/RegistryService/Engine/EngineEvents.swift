// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What the engine tells of pushes, pulls and deletions, in the form of CNCF distribution.
struct EngineEvents: Decodable, Sendable {
    struct Event: Decodable, Sendable {
        struct Target: Decodable, Sendable {
            let mediaType: String?
            let size: Int?
            let digest: String?
            let repository: String?
            let tag: String?
        }

        struct Request: Decodable, Sendable {
            let method: String?
        }

        struct Actor: Decodable, Sendable {
            let name: String?
        }

        struct Source: Decodable, Sendable {
            let instanceID: String?
        }

        let id: String
        let action: String
        let target: Target
        let request: Request?
        let actor: Actor?
        let source: Source?
    }

    let events: [Event]
}
