// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import SlipwayServer
import Testing

struct RequestEntranceTests {
    private struct Broken: Error {}

    private func answer(_ method: HTTPMethod, _ path: String) async -> HTTPResponse {
        var router = Router()
        router.mount(HealthRoutes { throw Broken() })
        router.on(.get, "/broken") { _ in throw Broken() }
        router.on(.get, "/refused") { _ in throw APIError(status: 418, code: "T0001", message: "No.") }
        router.on(.get, "/busy") { _ in throw APIError(status: 429, code: "T0002", message: "No.") }
        return await RequestEntrance(router: router, logger: .silent)
            .answer(HTTPRequest(method: method, path: path, id: "request-1"))
    }

    @Test(
        arguments: [
            (HTTPMethod.get, "/nowhere", 404, "E0404"), (.post, "/healthz", 405, "E0405"),
            (.get, "/broken", 500, "E0500"), (.get, "/refused", 418, "T0001"),
        ]
    )
    func everyFailureIsJSON(method: HTTPMethod, path: String, status: Int, code: String) async throws {
        let response = await answer(method, path)
        #expect(response.status == status)
        let body = try JSONDecoder().decode(ContainerErrorBody.self, from: response.bytes)
        #expect(body.code == code)
        #expect(body.incidentID == "request-1")
        #expect(response.headers["Transaction-Id"] == "request-1")
        #expect(!String(decoding: response.bytes, as: UTF8.self).contains("Broken"))
    }

    @Test(arguments: [("/busy", "5"), ("/readyz", "5"), ("/refused", nil), ("/healthz", nil)])
    func whoMustWaitIsToldHowLong(path: String, seconds: String?) async {
        #expect(await answer(.get, path).headers["Retry-After"] == seconds)
    }

    @Test func livingIsNotBeingReady() async {
        #expect(await answer(.get, "/healthz").status == 200)
        #expect(await answer(.head, "/healthz").status == 200)
        #expect(await answer(.get, "/readyz").status == 503)
    }

    @Test func refusedMethodNamesTheOthers() async {
        #expect(await answer(.delete, "/healthz").headers["Allow"] == "GET")
    }
}
