// SPDX-License-Identifier: Apache-2.0

import HTTP
import Testing

@testable import WebPages

@Suite struct SameOriginGuardTests {
    private static let site = "Sec-Fetch-Site"

    @Test(arguments: [
        ([:], true),
        (["Origin": "https://slipway.test:6780"], true),
        (["Origin": "https://127.0.0.1:6780"], true),
        (["Origin": "null"], true),
        (["Origin": "null", site: "same-origin"], true),
        ([site: "none"], true),
        (["Origin": "https://slipway.test"], false),
        (["Origin": "http://slipway.test:6780"], false),
        (["Origin": "https://slipway.test:6780.evil.example"], false),
        (["Origin": ""], false),
        (["Origin": "https://slipway.test:6780", site: "cross-site"], false),
        ([site: "same-site"], false),
    ])
    func onlyFormsOfThisSitePass(headers: [String: String], isAccepted: Bool) async throws {
        var request = HTTPRequest(method: .post, path: "/form", headers: ["Host": "127.0.0.1:6780"])
        for (name, value) in headers { request.headers[name] = value }
        let handler = SameOriginGuard(publicURL: "https://slipway.test:6780").guarding { _ in .text("taken") }
        let response = try await handler(request)
        #expect(response.status == (isAccepted ? 200 : 403))
        #expect(isAccepted || response.headers["Content-Security-Policy"] != nil)
    }
}
