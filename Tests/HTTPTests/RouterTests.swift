// SPDX-License-Identifier: Apache-2.0

import Basics
import HTTP
import Testing

@Suite struct RouterTests {
    private static let router: Router = {
        var router = Router()
        for (method, pattern) in [
            (HTTPMethod.get, "/"), (.get, "/v1/clusters"), (.post, "/v1/clusters"), (.get, "/v1/clusters/{id}"),
            (.get, "/v1/clusters/special"), (.delete, "/v1/clusters/{id}"), (.get, "/v1/{kind}/{id}/workers"),
        ] {
            router.on(method, pattern) { _ in .text("\(method.rawValue) \(pattern)") }
        }
        return router
    }()

    private static func answer(_ method: HTTPMethod, _ path: String) async throws -> (String, [String: String]) {
        switch router.match(method, path) {
        case .found(let handler, let parameters):
            let response = try await handler(HTTPRequest(method: method, path: path))
            return (String(decoding: response.bytes, as: UTF8.self), parameters)
        case .methodNotAllowed(let methods): return (methods.map(\.rawValue).joined(separator: ","), [:])
        case .notFound: return ("not found", [:])
        }
    }

    @Test(
        arguments: [
            (HTTPMethod.get, "/", "GET /", [:]),
            (.get, "/v1/clusters", "GET /v1/clusters", [:]),
            (.get, "/v1/clusters/", "GET /v1/clusters", [:]),
            (.post, "/v1/clusters", "POST /v1/clusters", [:]),
            (.get, "/v1/clusters/a", "GET /v1/clusters/{id}", ["id": "a"]),
            (.get, "/v1/clusters/a%2Fb", "GET /v1/clusters/{id}", ["id": "a/b"]),
            (.get, "/v1/clusters/a+b", "GET /v1/clusters/{id}", ["id": "a+b"]),
            (.get, "/v1/clusters/special", "GET /v1/clusters/special", [:]),
            (.head, "/v1/clusters/a", "GET /v1/clusters/{id}", ["id": "a"]),
            (.get, "/v1/x/y/workers", "GET /v1/{kind}/{id}/workers", ["kind": "x", "id": "y"]),
            (.get, "/v1/clusters/a/workers", "GET /v1/{kind}/{id}/workers", ["kind": "clusters", "id": "a"]),
            (.delete, "/v1/clusters", "GET,POST", [:]),
            (.head, "/v1/none", "not found", [:]),
            (.get, "/v1", "not found", [:]),
            (.get, "/v1/clusters//workers/x", "not found", [:]),
            (.get, "/v1/clusters//", "not found", [:]),
            (.get, "/V1/clusters", "not found", [:]),
            (.get, "/v1/clusters/%zz", "not found", [:]),
        ] as [(HTTPMethod, String, String, [String: String])]
    )
    func pathsFindTheirRoute(
        method: HTTPMethod,
        path: String,
        expected: String,
        expectedParameters: [String: String]
    ) async throws {
        let (found, parameters) = try await Self.answer(method, path)
        #expect(found == expected)
        #expect(parameters == expectedParameters)
    }

    @Test(
        arguments: [
            (HTTPMethod.get, "/images", "GET /images", [:]),
            (.delete, "/images/a", "DELETE /images/{ref...}", ["ref": "a"]),
            (.delete, "/images/host:1/ns/a:t", "DELETE /images/{ref...}", ["ref": "host:1/ns/a:t"]),
            (.delete, "/images/host%3A1%2Fns/a%40b/", "DELETE /images/{ref...}", ["ref": "host:1/ns/a@b"]),
            (.get, "/images/ns/a/json", "GET /images/{ref...}/json", ["ref": "ns/a"]),
            (.get, "/images/ns%2Fa/json", "GET /images/{ref...}/json", ["ref": "ns/a"]),
            (.get, "/images/json/json", "GET /images/{ref...}/json", ["ref": "json"]),
            (.get, "/images/digests/all", "GET /images/digests/{kind}", ["kind": "all"]),
            (.get, "/images/digests/json", "GET /images/digests/{kind}", ["kind": "json"]),
            (.get, "/images/ns/a/json/more", "GET /images/{ref...}/json/{part}", ["ref": "ns/a", "part": "more"]),
            (.get, "/images/json", "DELETE", [:]),
            (.get, "/images/ns//a/json", "not found", [:]),
            (.delete, "/images//a", "not found", [:]),
            (.delete, "/images/a/%zz", "not found", [:]),
        ] as [(HTTPMethod, String, String, [String: String])]
    )
    func restOfThePathIsOneParameter(
        method: HTTPMethod,
        path: String,
        expected: String,
        expectedParameters: [String: String]
    ) async throws {
        var router = Router()
        for (method, pattern) in [
            (HTTPMethod.delete, "/images/{ref...}"), (.get, "/images/{ref...}/json/{part}"), (.get, "/images"),
            (.get, "/images/{ref...}/json"), (.get, "/images/digests/{kind}"),
        ] {
            router.on(method, pattern) { _ in .text("\(method.rawValue) \(pattern)") }
        }
        switch router.match(method, path) {
        case .found(let handler, let parameters):
            let response = try await handler(HTTPRequest(method: method, path: path))
            #expect(String(decoding: response.bytes, as: UTF8.self) == expected)
            #expect(parameters == expectedParameters)
        case .methodNotAllowed(let methods): #expect(methods.map(\.rawValue).joined(separator: ",") == expected)
        case .notFound: #expect(expected == "not found")
        }
    }

    @Test func firstOfTwoEqualRoutesWins() async throws {
        var router = Router()
        for path in ["/a", "/{name}", "/a/"] { router.on(.get, path) { _ in .text(path) } }
        guard case .found(let handler, _) = router.match(.get, "/a") else {
            Issue.record("no route")
            return
        }
        let response = try await handler(HTTPRequest(method: .get, path: "/a"))
        #expect(String(decoding: response.bytes, as: UTF8.self) == "/a")
    }

    @Test func middlewareRunsFromTheOutsideIn() async throws {
        let calls = Locked<[String]>([])
        func note(_ name: String) -> Middleware {
            { request, next in
                calls.withLock { $0.append(name) }
                return try await next(request)
            }
        }
        var router = Router()
        router.wrapping(note("outer")) { router in
            router.on(.get, "/a") { _ in .text("a") }
            router.wrapping(note("inner")) { $0.on(.get, "/b") { _ in .text("b") } }
        }
        router.on(.get, "/c") { _ in .text("c") }
        for path in ["/a", "/b", "/c"] {
            guard case .found(let handler, _) = router.match(.get, path) else {
                Issue.record("no route for \(path)")
                continue
            }
            _ = try await handler(HTTPRequest(method: .get, path: path))
        }
        #expect(calls.withLock { $0 } == ["outer", "outer", "inner"])
    }

    @Test func uploadsAreKnownByMethodAndPathAndLookedAtInsideTheMiddleware() async throws {
        var router = Router()
        let guarded: Middleware = { request, next in
            request.headers["Key"] == nil ? .text("who", status: 401) : try await next(request)
        }
        router.wrapping(guarded) {
            let rule = UploadRule(maximumBytes: 7) { request in
                request.parameters["name"] == "good" ? .goOn : .text("no", status: 403)
            }
            $0.on(.post, "/files/{name}", upload: rule) { .text($0.parameters["name"] ?? "") }
        }
        #expect(router.uploadRule(.get, "/files/good")?.maximumBytes == nil)
        #expect(router.uploadRule(.post, "/files")?.maximumBytes == nil)
        let rule = try #require(router.uploadRule(.post, "/files/good"))
        #expect(rule.maximumBytes == 7)
        for (path, headers, status) in [
            ("/files/good", ["Key": "1"], 100), ("/files/good", [:], 401), ("/files/bad", ["Key": "1"], 403),
        ] as [(String, HTTPHeaders, Int)] {
            let rule = try #require(router.uploadRule(.post, path))
            let answer = try await rule.admit(HTTPRequest(method: .post, path: path, headers: headers))
            #expect(answer.status == status)
        }
        guard case .found = router.match(.post, "/files/good") else {
            Issue.record("the route itself is missing")
            return
        }
    }
}
