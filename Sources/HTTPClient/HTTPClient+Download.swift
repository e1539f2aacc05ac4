// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
package import HTTP

extension HTTPClient {
    /// Puts the body of a 200 answer into a new file at `path`, replacing what is there once all of it has arrived.
    ///
    /// `progress` gets the bytes so far and, if the server told, the bytes in all. Another status leaves the disk as it
    /// was, and its body is in the result; after success the result has no body.
    package func download(
        _ request: HTTPClientRequest,
        to path: String,
        progress: @escaping @Sendable (_ received: Int, _ expected: Int?) -> Void = { _, _ in }
    ) async throws(HTTPClientError) -> HTTPResponse {
        let temporary = "\(path).\(RandomText.hex(byteCount: 4)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .notStored(path: path, code: errno) }
        defer { unlink(temporary) }
        let sink = DownloadSink(descriptor: descriptor, progress: progress)
        let transfer = Transfer(onHead: sink.receiveHead, onChunk: sink.receive)
        let result: Result<Int, HTTPClientError>
        do {
            result = .success(
                try await perform(request, transfer, streaming: true, silenceLimit: configuration.timeout)
            )
        } catch {
            result = .failure(error)
        }
        let closing = close(descriptor) == 0 ? 0 : errno
        let status = try result.get()
        let state = sink.state.withLock { $0 }
        let failure = state.failure == 0 ? closing : state.failure
        guard failure == 0 else { throw .notStored(path: path, code: failure) }
        if status == 200, rename(temporary, path) != 0 { throw .notStored(path: path, code: errno) }
        return HTTPResponse(status: status, headers: transfer.headers, body: .bytes(state.errorBody))
    }
}

/// Writes a body to a descriptor and counts.
private final class DownloadSink: Sendable {
    struct State {
        var status = 0
        var expected: Int?
        var received = 0
        var failure: Int32 = 0
        var errorBody = Data()
    }

    let state = Locked(State())
    private let descriptor: Int32
    private let progress: @Sendable (Int, Int?) -> Void

    init(descriptor: Int32, progress: @escaping @Sendable (Int, Int?) -> Void) {
        self.descriptor = descriptor
        self.progress = progress
    }

    @Sendable func receiveHead(_ status: Int, _ headers: HTTPHeaders) -> Bool {
        state.withLock {
            $0.status = status
            $0.expected = headers["Content-Length"].flatMap { Int($0) }
        }
        return true
    }

    @Sendable func receive(_ chunk: Data) -> Bool {
        let state = state.withLock { state in
            if state.status == 200 {
                state.failure = write(chunk)
                state.received += chunk.count
            } else if state.errorBody.count < 1 << 20 {
                state.errorBody.append(chunk)
            }
            return state
        }
        if state.status == 200 { progress(state.received, state.expected) }
        return state.failure == 0
    }

    private func write(_ chunk: Data) -> Int32 {
        chunk.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var offset = 0
            while offset < bytes.count {
                let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
                if written >= 0 { offset += written } else if errno != EINTR { return errno }
            }
            return 0
        }
    }
}
