// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// Waits for a cluster, shows how far it is, and says what to do when it does not get there.
struct ClusterWait: Sendable {
    private let context: PluginContext
    private let report: Report
    private let clusters: ClusterClient
    private let limit: Duration
    private let pace: WaitPace

    init(context: PluginContext, report: Report, clusters: ClusterClient, limit: Duration, pace: WaitPace) {
        self.context = context
        self.report = report
        self.clusters = clusters
        self.limit = limit
        self.pace = pace
    }

    /// Returns when the cluster and all of its workers are normal.
    func untilNormal(id: String, name: String) async throws {
        let again = "To look at it, run '\(context.program) cs cluster-get \(name)'."
        switch try await ending(id: id, goal: "normal", judge: ClusterWatch.judgeCreation) {
        case .arrived: return
        case .failed(let reason):
            throw CommandFailure(
                "Cluster '\(name)' could not be created: \(reason)\(Self.end(of: reason))\n\(again) "
                    + "To remove it, run '\(context.program) cs cluster-rm \(name)'."
            )
        case .outOfTime(let step):
            throw CommandFailure(
                "Cluster '\(name)' is not ready after \(DurationText.text(limit)); last seen: \(step)"
                    + "\(Self.end(of: step))\nIt is still being created. \(again)"
            )
        case nil: stopped("Cluster '\(name)' is still being created. \(again)")
        }
        throw SilentExit(ExitStatus.usage)
    }

    /// Returns when the server no longer knows the cluster.
    func untilGone(id: String, name: String) async throws {
        let again = "To look at it, run '\(context.program) cs cluster-get \(name)'."
        switch try await ending(id: id, goal: "removed", judge: ClusterWatch.judgeRemoval) {
        case .arrived: return
        case .failed(let reason):
            throw CommandFailure(
                "Cluster '\(name)' could not be removed: \(reason)\(Self.end(of: reason))\n"
                    + "To try again, run '\(context.program) cs cluster-rm \(name)'."
            )
        case .outOfTime(let step):
            throw CommandFailure(
                "Cluster '\(name)' is not removed after \(DurationText.text(limit)); last seen: \(step)"
                    + "\(Self.end(of: step))\nIt is still being removed. \(again)"
            )
        case nil: stopped("Cluster '\(name)' is still being removed. \(again)")
        }
        throw SilentExit(ExitStatus.usage)
    }

    /// How the watch ended; nil if the user broke it off.
    ///
    /// `goal` is shown as the last step.
    private func ending(
        id: String,
        goal: String,
        judge: @escaping @Sendable (ClusterWatch.Sight) -> ClusterWatch.Verdict
    ) async throws -> ClusterWatch.Ending? {
        let elapsed = pace.stopwatch()
        let watch = ClusterWatch(limit: limit, interval: pace.interval, elapsed: elapsed)
        return try await InterruptibleWait.run(listen: pace.listen) { [clusters, report] in
            let line = report.isResultAlone ? nil : ProgressLine(terminal: report.terminal, elapsed: elapsed)
            defer { line?.end() }
            let ending = try await watch.run(
                look: { try await Self.look(id, clusters) },
                judge: judge,
                report: { line?.show($0) }
            )
            if ending == .arrived { line?.show(goal) }
            return ending
        }
    }

    /// One look at the cluster; what may pass by itself, such as a server that restarts, is no error.
    private static func look(_ id: String, _ client: ClusterClient) async throws -> ClusterWatch.Sight {
        do {
            let cluster = try await client.cluster(id)
            return .present(cluster, try await client.workers(of: id))
        } catch .refused(let failure) where failure.status == 404 {
            return .absent
        } catch .refused(let failure) where failure.status >= 500 {
            return .unreachable("HTTP status \(failure.status)")
        } catch .unreachable(_, let reason) {
            return .unreachable(reason)
        } catch .interrupted(_, let reason) {
            return .unreachable(reason)
        } catch .timedOut {
            return .unreachable("no answer in time")
        } catch .cancelled {
            throw CancellationError()
        } catch {
            throw error
        }
    }

    private func stopped(_ message: String) {
        context.terminal.say("Stopped waiting. \(message)")
    }

    private static func end(of sentence: String) -> String {
        sentence.hasSuffix(".") ? "" : "."
    }
}
