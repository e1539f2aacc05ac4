// SPDX-License-Identifier: Apache-2.0

import Basics
import Provisioning

/// Writes down the steps of a provider's work as they begin.
struct RecordedSteps: Sendable {
    let record: ClusterRecord
    let pace: ReconcilerPace
    let logger: Logger
    /// Called as the first step of a phase is written down.
    var onPhase: @Sendable (ProvisioningStep.Phase) async throws -> Void = { _ in }

    /// Does the work; returns when the last step that it reported is written down.
    func recording(
        _ work: (@escaping @Sendable (ProvisioningStep) async -> Void) async throws(ProvisioningError) -> Void
    ) async -> Result<Void, ProvisioningError> {
        let (steps, progress) = AsyncStream.makeStream(of: ProvisioningStep.self, bufferingPolicy: .bufferingNewest(1))
        async let recorded: Void = writeDown(steps)
        let result: Result<Void, ProvisioningError>
        do throws(ProvisioningError) {
            try await work { step in _ = progress.yield(step) }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        progress.finish()
        await recorded
        return result
    }

    private func writeDown(_ steps: AsyncStream<ProvisioningStep>) async {
        var phase: ProvisioningStep.Phase?
        for await step in steps {
            do {
                try await record.note(step)
                if step.phase != phase {
                    try await onPhase(step.phase)
                    phase = step.phase
                }
                logger.info("step begins", ["step": step.title])
            } catch {
                logger.warning("cannot write down the progress", ["reason": "\(error)"])
            }
            try? await Task.sleep(for: pace.progress)
        }
    }
}
