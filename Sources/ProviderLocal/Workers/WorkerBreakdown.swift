// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes

/// Has the pods of a worker that broke down run elsewhere.
///
/// Kubernetes waits for minutes, since it cannot know whether the pods of a silent node still run. Here it is known
/// that no process of them is left, so even those that must never run twice can start elsewhere at once.
struct WorkerBreakdown: Sendable {
    let node: String
    let client: KubernetesClient
    let now: Date

    func run() async throws {
        let condition = NodeCondition(node: node, client: client)
        try await condition.setNotReady(
            reason: "WorkerLost",
            message: "all processes of the worker have ended",
            now: now
        )
        try await condition.waitUntilAvoided()
        try await NodePods(node: node, client: client).forget()
    }
}
