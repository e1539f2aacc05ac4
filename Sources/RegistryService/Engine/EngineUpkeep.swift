// SPDX-License-Identifier: Apache-2.0

package import Basics
package import Provisioning

/// Keeps the engine running with the settings of the moment: certificates come to their end.
package actor EngineUpkeep {
    private static let pause = Duration.seconds(10)

    private let engine: any RegistryEngine
    private let settings: @Sendable () throws -> RegistryEngineSettings
    private let interval: Duration
    private let logger: Logger
    private var loop: Task<Void, Never>?

    /// `settings` gives those that are to be used now; it is asked again after each `interval`.
    package init(
        engine: any RegistryEngine,
        settings: @escaping @Sendable () throws -> RegistryEngineSettings,
        interval: Duration = .seconds(12 * 3600),
        logger: Logger
    ) {
        self.engine = engine
        self.settings = settings
        self.interval = interval
        self.logger = logger
    }

    /// Begins; `running` is told once, when the engine answers for the first time.
    package func start(_ running: @escaping @Sendable () async -> Void) {
        guard loop == nil else { return }
        loop = Task { await run(running) }
    }

    /// Leaves the engine running and stops looking after it.
    package func release() async {
        loop?.cancel()
        await loop?.value
        loop = nil
        await engine.release()
    }

    private func run(_ running: @Sendable () async -> Void) async {
        var current: RegistryEngineSettings?
        while !Task.isCancelled {
            do {
                let wanted = try settings()
                if wanted != current {
                    try await engine.realize(wanted)
                    if current == nil {
                        logger.info("the registry serves", ["host": wanted.host])
                        await running()
                    }
                    current = wanted
                }
                try await Task.sleep(for: interval)
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("the registry cannot serve now, trying again", ["reason": "\(error)"])
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
