// SPDX-License-Identifier: Apache-2.0

import Basics
import Model
import Storage

/// Takes in what the engine tells: looks at what was pushed and deleted, and counts what was pulled.
///
/// The engine tells of a push before it writes the tag.
struct EngineEventService: Sendable {
    let index: ImageIndex
    let upkeep: RegistryUpkeep
    let namespaces: any RegistryNamespaceStore
    let usage: any RegistryUsageStore
    let time: TimeSource
    /// How long it looks for a tag that does not lead to what was pushed: it may be late, or be at the next image already.
    ///
    /// The engine tells the next event after that, and tells this one again after 10 s.
    var patience = Duration.seconds(3)

    /// Throws if any of it could not be taken in: the engine tells it again then, and nothing counts twice.
    func take(_ events: EngineEvents) async throws {
        for instance in Set(events.events.compactMap { $0.source?.instanceID }) { await upkeep.heard(from: instance) }
        // What this service itself does in the engine is no news.
        let others = events.events.filter { $0.actor?.name != EngineTokenIssuer.ownSubject }
        try await count(others.filter { $0.action == "pull" && $0.request?.method == "GET" })
        for event in others where ["push", "delete"].contains(event.action) {
            guard let repository = event.target.repository, event.action == "delete" || Self.isManifest(event) else {
                continue
            }
            let (digest, tag) = (event.target.digest, event.target.tag)
            _ = try await Deadline.poll(every: .milliseconds(20), limit: patience) {
                let found = try await index.refresh(repository: repository, digest: digest, tag: tag)
                return event.action == "delete" || tag == nil || found == digest ? true : nil
            }
        }
    }

    private func count(_ events: [EngineEvents.Event]) async throws {
        let now = time.now()
        var pulls: [RegistryPull] = []
        for event in events {
            let name = RegistryManifest.namespace(of: event.target.repository ?? "")
            guard let bytes = event.target.size, bytes > 0,
                let namespace = try await existing({ try await namespaces.registryNamespace(name: name) })
            else { continue }
            pulls.append(
                RegistryPull(
                    eventID: event.id,
                    accountID: namespace.accountID,
                    month: QuotaService.month(now),
                    bytes: bytes
                )
            )
        }
        try await usage.countRegistryPulls(pulls, at: now)
    }

    private static func isManifest(_ event: EngineEvents.Event) -> Bool {
        event.target.tag != nil || EngineManifest.mediaTypes.contains(event.target.mediaType ?? "")
    }
}
