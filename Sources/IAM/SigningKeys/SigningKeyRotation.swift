// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
import FoundationEssentials
import Model

/// Keeps the ring and the folder of keys together while the service runs.
///
/// It makes a new key when the one that signs gets too old, removes old ones whose tokens have expired, and takes over
/// what an administrator's command changed in the folder.
package actor SigningKeyRotation {
    private let executor = ThreadExecutor(label: "signing-keys")
    private let folder: SigningKeyFolder
    private let ring: SigningKeyRing
    private let maximumAge: Double
    private let audit: any AuditLog
    private let time: TimeSource
    private let logger: Logger
    private let changed: @Sendable () -> Void
    private var known: Set<String>?
    private var lastFailure = ""
    private var watch: Task<Void, Never>?

    /// Making a key takes long, and so may a disk: a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// `maximumAge` is in seconds; `changed` is told when there are other keys.
    package init(
        folder: SigningKeyFolder,
        ring: SigningKeyRing,
        maximumAge: Double,
        audit: any AuditLog,
        time: TimeSource = .system,
        logger: Logger,
        changed: @escaping @Sendable () -> Void
    ) {
        self.folder = folder
        self.ring = ring
        self.maximumAge = maximumAge
        self.audit = audit
        self.time = time
        self.logger = logger
        self.changed = changed
    }

    /// Looks again and again until `stop`.
    package func start(every interval: Duration = .seconds(1)) {
        watch?.cancel()
        watch = Task { [weak self] in
            repeat { await self?.look() } while (try? await Task.sleep(for: interval)) != nil
        }
    }

    /// Returns when nothing goes on any more.
    package func stop() async {
        watch?.cancel()
        await watch?.value
        watch = nil
    }

    /// Does what is due; failures are for the log, and the keys at hand stay in use.
    package func look() {
        do {
            let isChanged = try takeOver()
            lastFailure = ""
            if isChanged { changed() }
        } catch {
            let reason = "\(error)"
            if reason != lastFailure { logger.error("cannot look after the signing keys", ["reason": reason]) }
            lastFailure = reason
        }
    }

    private func takeOver() throws -> Bool {
        var set = ring.current
        try folder.removeRetired(of: set)
        if let key = set.keys.first, time.now().timeIntervalSince(key.createdAt) >= maximumAge { try folder.add() }
        let names = try folder.names()
        guard names != known else { return false }
        let before = Set(set.keys.map(\.keyID))
        set = try folder.load()
        ring.replace(with: set)
        known = names
        let after = Set(set.keys.map(\.keyID))
        for keyID in after.subtracting(before).sorted() { record("iam.signing-key.add", keyID) }
        for keyID in before.subtracting(after).sorted() { record("iam.signing-key.remove", keyID) }
        return before != after
    }

    private func record(_ action: String, _ keyID: String) {
        logger.info("the keys that sign tokens have changed", ["event": action, "keyID": keyID])
        audit.record(AuditEvent(time: time.now(), action: action, target: keyID))
    }
}
