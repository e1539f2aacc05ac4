// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import HTTP
package import HTTPClient

/// Sends requests to services and turns what goes wrong into `ClientError`.
package struct ServiceConnection: Sendable {
    /// Sends one request, whatever its answer says.
    package typealias Send = @Sendable (HTTPClientRequest) async throws -> HTTPResponse

    private let send: Send
    private let trace: RequestTrace?

    package init(trace: RequestTrace? = nil, send: @escaping Send) {
        self.trace = trace
        self.send = send
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
        case .unavailable(let reason): .unavailable(reason: reason)
        case .interrupted(let url, let reason): .interrupted(url: url, reason: reason)
        case .invalid(let url, let reason): .unreachable(url: url, reason: reason)
        case .tooLarge(let url): .interrupted(url: url, reason: "the answer is too large")
        }
    }
}
