// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import HTTP
import HTTPClient

/// What happened to the objects of a collection.
package enum ResourceEvent: Sendable, Equatable {
    /// The whole collection as it is now: comes first, and again after a gap.
    case listed([JSONValue])
    /// One object was added or changed.
    case changed(JSONValue)
    /// One object is gone; this is how it was last.
    case deleted(JSONValue)
}

extension KubernetesClient {
    /// Follows a collection, for instance `/api/v1/services`, until the reader stops.
    ///
    /// A broken connection is made again, with growing pauses while the API server is away.
    package func watch(_ path: String) -> AsyncStream<ResourceEvent> {
        AsyncStream { continuation in
            let task = Task {
                var backoff = Backoff(first: .milliseconds(100), limit: .seconds(5))
                while !Task.isCancelled {
                    if await follow(path, continuation) { backoff.reset() }
                    do {
                        try await Task.sleep(for: backoff.next())
                    } catch {
                        break
                    }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Lists once and watches as long as that goes well; false if not even the list came.
    private func follow(_ path: String, _ continuation: AsyncStream<ResourceEvent>.Continuation) async -> Bool {
        guard let list = try? await get(path), var version = list["metadata"]?["resourceVersion"]?.text else {
            return false
        }
        continuation.yield(.listed(list["items"]?.elements ?? []))
        while !Task.isCancelled {
            let reader = WatchReader(version: version, continuation: continuation)
            let url = "\(path)?watch=1&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=\(version)"
            let status = try? await http.stream(request(.get, url, timeout: .seconds(330))) { reader.read($0) }
            guard status == 200, let next = reader.position else { return true }
            version = next
        }
        return true
    }
}

/// Cuts the stream of a watch into lines and hands their events on.
private final class WatchReader: Sendable {
    private struct State {
        var version: String
        var isBroken = false
        var rest = Data()
    }

    private let state: Locked<State>
    private let continuation: AsyncStream<ResourceEvent>.Continuation

    init(version: String, continuation: AsyncStream<ResourceEvent>.Continuation) {
        state = Locked(State(version: version))
        self.continuation = continuation
    }

    /// Where the next watch goes on; nil if the collection has to be listed again.
    var position: String? {
        state.withLock { $0.isBroken ? nil : $0.version }
    }

    func read(_ chunk: Data) -> Bool {
        state.withLock { state in
            state.rest.append(chunk)
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(state.rest[state.rest.startIndex..<end])
                state.rest = Data(state.rest[state.rest.index(after: end)...])
                handle(line, &state)
            }
            return !state.isBroken
        }
    }

    private func handle(_ line: Data, _ state: inout State) {
        guard !line.isEmpty else { return }
        guard let event = try? JSONDecoder().decode(JSONValue.self, from: line) else {
            state.isBroken = true
            return
        }
        let object = event["object"] ?? .null
        switch event["type"]?.text {
        case "ADDED", "MODIFIED": continuation.yield(.changed(object))
        case "DELETED": continuation.yield(.deleted(object))
        case "BOOKMARK": break
        default: state.isBroken = true
        }
        if !state.isBroken, let version = object["metadata"]?["resourceVersion"]?.text { state.version = version }
    }
}
