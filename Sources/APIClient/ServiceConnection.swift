// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials
package import HTTP
package import HTTPClient

/// Sends requests to services and turns what goes wrong into `ClientError`.
package struct ServiceConnection: Sendable {
    /// Sends one request, whatever its answer says.
    package typealias Send = @Sendable (HTTPClientRequest) async throws -> HTTPResponse

    /// Learns how much of a download is there, and how much there will be if the server told.
    package typealias Progress = @Sendable (_ received: Int, _ expected: Int?) -> Void
    /// Puts the body of an answer with status 200 into a file; the body of another one is in the result.
    package typealias Fetch =
        @Sendable (_ request: HTTPClientRequest, _ path: String, _ progress: @escaping Progress) async throws ->
        HTTPResponse

    /// Sends one request and hands over the body of its answer as it arrives; gives the answer without that.
    package typealias Stream =
        @Sendable (
            _ request: HTTPClientRequest, _ onPiece: @escaping @Sendable (_ status: Int, _ piece: Data) -> Void
        ) async throws -> HTTPResponse

    private let send: Send
    private let fetch: Fetch
    private let stream: Stream
    private let trace: RequestTrace?

    /// Without `fetch` and `stream`, what is large goes through memory.
    package init(
        trace: RequestTrace? = nil,
        send: @escaping Send,
        fetch: Fetch? = nil,
        stream: Stream? = nil
    ) {
        self.trace = trace
        self.send = send
        self.stream =
            stream ?? { request, onPiece in
                let response = try await send(request)
                onPiece(response.status, response.bytes)
                return HTTPResponse(status: response.status, headers: response.headers)
            }
        self.fetch =
            fetch ?? { request, path, _ in
                let response = try await send(request)
                if response.status == 200 { try Files.write(response.bytes, to: path) }
                return response
            }
    }

    /// Sends a request and gives any answer that came.
    package func answer(
        _ method: HTTPMethod,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: Data = Data(),
        timeout: Duration? = nil
    ) async throws(ClientError) -> HTTPResponse {
        var headers = headers
        if headers["Accept"] == nil { headers["Accept"] = "application/json" }
        let request = HTTPClientRequest(method: method, url: url, headers: headers, body: body, timeout: timeout)
        trace?.request(method, url, headers: headers, body: body)
        let start = ContinuousClock.now
        do {
            let response = try await send(request)
            trace?.response(response, elapsed: ContinuousClock.now - start)
            return response
        } catch {
            throw Self.clientError(for: error, url: url)
        }
    }

    /// Sends a request and gives its answer if that tells of success.
    package func call(
        _ method: HTTPMethod,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: Data = Data(),
        timeout: Duration? = nil
    ) async throws(ClientError) -> HTTPResponse {
        let response = try await answer(method, url, headers: headers, body: body, timeout: timeout)
        guard (200..<300).contains(response.status) else { throw .refused(FailureBody.failure(in: response)) }
        return response
    }

    /// Puts what is at `url` into a new file at `path`; throws `ClientError`, or `FileError` if the file is the problem.
    package func download(_ url: String, to path: String, progress: @escaping Progress) async throws {
        let request = HTTPClientRequest(method: .get, url: url, headers: ["Accept": "*/*"])
        trace?.request(.get, url, headers: request.headers, body: Data())
        let start = ContinuousClock.now
        let response: HTTPResponse
        do {
            response = try await fetch(request, path, progress)
        } catch let error as FileError {
            throw error
        } catch {
            throw Self.fileError(in: error) ?? Self.clientError(for: error, url: url)
        }
        trace?.response(response, elapsed: ContinuousClock.now - start)
        guard response.status == 200 else { throw ClientError.refused(FailureBody.failure(in: response)) }
    }

    /// Sends the file at `path` and hands over the body of the answer piece by piece, if that tells of success.
    ///
    /// There is no limit to the time that it takes.
    package func exchange(
        _ method: HTTPMethod,
        _ url: String,
        headers: HTTPHeaders,
        file path: String,
        onPiece: @escaping @Sendable (Data) -> Void
    ) async throws(ClientError) {
        let request = HTTPClientRequest(method: method, url: url, headers: headers, bodyFile: path)
        trace?.request(method, url, headers: headers, body: Data())
        let refusal = Locked(Data())
        let start = ContinuousClock.now
        var response: HTTPResponse
        do {
            response = try await stream(request) { status, piece in
                if (200..<300).contains(status) {
                    onPiece(piece)
                } else {
                    refusal.withLock { if $0.count < 1 << 20 { $0.append(piece) } }
                }
            }
        } catch {
            throw Self.clientError(for: error, url: url)
        }
        response.body = .bytes(refusal.withLock { $0 })
        trace?.response(response, elapsed: ContinuousClock.now - start)
        guard (200..<300).contains(response.status) else { throw .refused(FailureBody.failure(in: response)) }
    }

    /// The value in the body of an answer from `url`.
    package func decode<Value: Decodable>(
        _ type: Value.Type,
        from response: HTTPResponse,
        url: String
    ) throws(ClientError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: response.bytes)
        } catch {
            throw .unexpectedAnswer(url: url, status: response.status)
        }
    }

    private static func fileError(in error: any Error) -> (any Error)? {
        guard case .notStored(let path, let code) = error as? HTTPClientError else { return nil }
        return FileError(path: path, action: "write", code: code)
    }

    private static func clientError(for error: any Error, url: String) -> ClientError {
        guard let error = error as? HTTPClientError else {
            if error is CancellationError { return .cancelled }
            return error as? ClientError ?? .unreachable(url: url, reason: "\(error)")
        }
        return switch error {
        case .unreachable(let url, let reason): .unreachable(url: url, reason: reason)
        case .untrusted(let url, let reason): .untrusted(url: url, reason: reason)
        case .timedOut(let url): .timedOut(url: url)
        case .cancelled: .cancelled
        case .unavailable: .unavailable(reason: error.description)
        case .interrupted(let url, let reason): .interrupted(url: url, reason: reason)
        case .invalid(let url, let reason): .unreachable(url: url, reason: reason)
        case .notStored(let path, let code):
            .unavailable(reason: FileError(path: path, action: "write", code: code).description)
        case .tooLarge(let url): .interrupted(url: url, reason: "the answer is too large")
        }
    }
}
