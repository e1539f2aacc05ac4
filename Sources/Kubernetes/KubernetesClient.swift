// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import HTTP
import HTTPClient

/// Talks to one API server with a client certificate.
///
/// Paths are those of the API, percent-encoded, for instance `/api/v1/nodes`.
package struct KubernetesClient: Sendable {
    package let serverURL: String
    /// The client certificate.
    package let certificatePEM: String
    let http: HTTPClient
    private let patience: Duration

    /// A request that surely did nothing is sent again until `patience` has passed: the API server may be restarting.
    package init(
        serverURL: String,
        authorityPEM: String,
        certificatePEM: String,
        keyPEM: String,
        patience: Duration = .zero
    ) {
        self.serverURL = serverURL
        self.certificatePEM = certificatePEM
        self.patience = patience
        http = HTTPClient(
            HTTPClientConfiguration(
                trust: .pem(authorityPEM),
                clientCertificate: (certificatePEM: certificatePEM, keyPEM: keyPEM),
                timeout: .seconds(15),
                usesProxy: false
            )
        )
    }

    /// Whether the API server says that it is ready for requests.
    package func isReady() async -> Bool {
        do {
            return try await http.send(request(.get, "/readyz", timeout: .seconds(5))).status == 200
        } catch {
            return false
        }
    }

    package func get(_ path: String) async throws(KubernetesError) -> JSONValue {
        try await send(.get, path)
    }

    /// The object, or nil if there is none.
    package func find(_ path: String) async throws(KubernetesError) -> JSONValue? {
        do {
            return try await get(path)
        } catch .notFound {
            return nil
        }
    }

    /// Makes an object in the collection at `path`.
    @discardableResult
    package func create(_ object: JSONValue, in path: String) async throws(KubernetesError) -> JSONValue {
        try await send(.post, path, body: object)
    }

    /// Replaces the object at `path`, which has to carry the resource version that was read.
    @discardableResult
    package func replace(_ path: String, with object: JSONValue) async throws(KubernetesError) -> JSONValue {
        try await send(.put, path, body: object)
    }

    /// Merges `changes` into the object at `path` (JSON merge patch: null removes a field).
    @discardableResult
    package func patch(_ path: String, _ changes: JSONValue) async throws(KubernetesError) -> JSONValue {
        try await send(.patch, path, body: changes, contentType: "application/merge-patch+json")
    }

    /// Removes the object at `path`; fine if there is none.
    package func delete(_ path: String) async throws(KubernetesError) {
        do {
            _ = try await send(.delete, path)
        } catch .notFound {
            return
        }
    }

    /// Makes `collection/name`, or merges `object` into the one that is there.
    ///
    /// Fields that `object` does not have stay as they are. Looks first, so that a second call changes nothing.
    package func apply(_ object: JSONValue, in collection: String) async throws(KubernetesError) {
        guard let name = object["metadata"]?["name"]?.text else { throw .malformed(path: collection) }
        let path = "\(collection)/\(name)"
        if try await find(path) == nil {
            do {
                try await create(object, in: collection)
                return
            } catch .conflict {
                // Someone else was faster: merge into theirs.
            }
        }
        try await patch(path, object)
    }

    func request(
        _ method: HTTPMethod,
        _ path: String,
        body: Data = Data(),
        contentType: String = "application/json",
        timeout: Duration? = nil
    ) -> HTTPClientRequest {
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if !body.isEmpty { headers["Content-Type"] = contentType }
        return HTTPClientRequest(method: method, url: serverURL + path, headers: headers, body: body, timeout: timeout)
    }

    private func send(
        _ method: HTTPMethod,
        _ path: String,
        body: JSONValue? = nil,
        contentType: String = "application/json"
    ) async throws(KubernetesError) -> JSONValue {
        let content: Data
        do {
            content = try body.map { try JSONEncoder().encode($0) } ?? Data()
        } catch {
            throw .malformed(path: path)
        }
        let response = try await answer(request(method, path, body: content, contentType: contentType))
        let answer = try? JSONDecoder().decode(JSONValue.self, from: response.bytes)
        switch response.status {
        case 200..<300:
            guard let answer else { throw .malformed(path: path) }
            return answer
        case 404: throw .notFound(path: path)
        case 409: throw .conflict(path: path)
        default:
            throw .refused(path: path, status: response.status, message: answer?["message"]?.text ?? "no reason given")
        }
    }

    private func answer(_ request: HTTPClientRequest) async throws(KubernetesError) -> HTTPResponse {
        let end = ContinuousClock.now + patience
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(1))
        while true {
            let failure: KubernetesError
            do {
                let response = try await http.send(request)
                let isTemporary = response.status == 429 || (response.status >= 500 && request.method == .get)
                if !isTemporary || ContinuousClock.now >= end { return response }
                failure = .unreachable(reason: "it answers with status \(response.status)")
            } catch {
                failure = KubernetesError(error)
                guard Self.didNothing(request, error) else { throw failure }
            }
            guard ContinuousClock.now < end else { throw failure }
            do {
                try await Task.sleep(for: backoff.next())
            } catch {
                throw .cancelled
            }
        }
    }

    private static func didNothing(_ request: HTTPClientRequest, _ error: HTTPClientError) -> Bool {
        switch error {
        case .unreachable: true
        case .interrupted, .timedOut: request.method == .get
        default: false
        }
    }
}
