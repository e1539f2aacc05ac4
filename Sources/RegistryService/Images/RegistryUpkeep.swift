// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
package import Provisioning
package import Storage

/// Makes the index true and frees what was deleted: at the start, from time to time, and when there is a reason.
package actor RegistryUpkeep {
    /// How long the identifier of a delivery is remembered; the engine tries again for minutes at most.
    private static let memory = 7.0 * 86_400

    private let index: ImageIndex
    private let storage: (any RegistryStorage)?
    private let usage: any RegistryUsageStore
    private let removal: NamespaceRemoval
    private let interval: Duration
    private let time: TimeSource
    private let logger: Logger
    private var loop: Task<Void, Never>?
    private var isDue = false
    private var waiting: CheckedContinuation<Void, Never>?
    private var instances: Set<String> = []

    /// A sweep is due `interval` after the last.
    package init(
        index: ImageIndex,
        storage: (any RegistryStorage)?,
        stores: any RegistryUsageStore & RegistryNamespaceStore,
        interval: Duration = .seconds(180),
        time: TimeSource = .system,
        logger: Logger
    ) {
        self.index = index
        self.storage = storage
        usage = stores
        removal = NamespaceRemoval(index: index, store: stores, time: time)
        self.interval = interval
        self.time = time
        self.logger = logger
    }

    /// Begins, with a sweep at once.
    package func start() {
        guard loop == nil else { return }
        isDue = true
        loop = Task { await run() }
    }

    package func stop() async {
        let running = loop
        loop = nil
        running?.cancel()
        wake()
        await running?.value
    }

    /// Lets the next sweep begin as soon as none is under way.
    package func sweepSoon() {
        isDue = true
        wake()
    }

    /// Notes that this engine process is alive; a new one may not have told what happened before its start.
    func heard(from instance: String) {
        if instances.insert(instance).inserted { sweepSoon() }
    }

    private func run() async {
        while !Task.isCancelled {
            if isDue {
                isDue = false
                await sweep()
            }
            if !isDue { await pause() }
        }
    }

    /// Ends after the interval, or when somebody wakes it.
    private func pause() async {
        let timer = Task {
            guard (try? await Task.sleep(for: interval)) != nil else { return }
            sweepSoon()
        }
        await withCheckedContinuation { continuation in
            if isDue || Task.isCancelled { continuation.resume() } else { waiting = continuation }
        }
        timer.cancel()
    }

    private func wake() {
        waiting?.resume()
        waiting = nil
    }

    /// Each part is worth doing where another fails.
    private func sweep() async {
        await attempt("repair the storage of the registry") {
            let count = try await storage?.repair() ?? 0
            if count > 0 { logger.warning("half-written files of the registry were put right", ["count": "\(count)"]) }
        }
        await attempt("remove namespaces") { try await removal.finish() }
        await attempt("bring the index of images up to date") { try await index.sweep() }
        await attempt("free unused layers") {
            let freed = try await storage?.collect() ?? 0
            if freed > 0 { logger.info("unused layers were freed", ["bytes": "\(freed)"]) }
        }
        await attempt("forget counted pulls") {
            try await usage.forgetRegistryPulls(countedBefore: time.now() - Self.memory)
        }
    }

    private func attempt(_ what: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            guard !Task.isCancelled else { return }
            logger.warning("cannot keep the registry in order", ["what": what, "reason": "\(error)"])
        }
    }
}
