// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// Does one thing to several workers of a cluster; each has its own result.
struct WorkerBatch: Sendable {
    static let arguments = [Argument("CLUSTER"), Argument("WORKER", isRepeatable: true)]

    /// What is done, in the forms that its sentences need: `Remove`, `Removing`, `removed`.
    let question: String
    let progress: String
    let past: String

    /// Asks first, unless there is `-f`; fails at the end if `action` failed for any of the workers.
    func run(
        _ context: PluginContext,
        _ invocation: Invocation,
        _ action: @Sendable (ClusterClient, _ cluster: String, _ worker: String) async throws(ClientError) -> Void
    ) async throws {
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let cluster = try invocation.cluster()
        let workers = Self.unique(invocation.arguments.dropFirst())
        let clusters = try context.clusters()
        if !invocation.has("f"), !(try confirm(workers, on: terminal)) {
            terminal.say("No worker was \(past).")
            return
        }
        var failures = 0
        for worker in workers {
            report.begin("\(progress) worker \(terminal.entity(worker))...")
            do throws(ClientError) {
                try await action(clusters, cluster, worker)
            } catch {
                guard workers.count > 1, Self.concernsOneWorker(error) else { throw error }
                failures += 1
                terminal.say("Worker \(terminal.entity(worker)) was not \(past): \(error.userMessage)")
            }
        }
        guard failures == 0 else {
            throw CommandFailure("\(failures) of \(workers.count) workers were not \(past).")
        }
        report.done()
    }

    private func confirm(_ workers: [String], on terminal: Terminal) throws -> Bool {
        let noun = workers.count == 1 ? "worker" : "workers"
        let names = workers.map { terminal.entity($0) }.joined(separator: ", ")
        return try terminal.confirmLoss(
            "\(question) the \(noun)? [\(names)]",
            mend: "To go on without a question, add '-f'."
        )
    }

    /// Whether the other workers may fare better.
    private static func concernsOneWorker(_ error: ClientError) -> Bool {
        if case .refused = error { true } else { false }
    }

    private static func unique(_ words: ArraySlice<String>) -> [String] {
        words.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
