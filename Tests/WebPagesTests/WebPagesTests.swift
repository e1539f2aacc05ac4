// SPDX-License-Identifier: Apache-2.0

import HTTP
import Testing
import WebPages

@Suite struct WebPagesTests {
    @Test func textCannotBecomeMarkup() {
        let name = "<script>alert('x')</script> & \"friends\""
        let piece: HTML = "<p title=\"\(name)\">\(name)</p>"
        let safe = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;friends&quot;"
        #expect(piece.markup == "<p title=\"\(safe)\">\(safe)</p>")
    }

    @Test func piecesNestWithoutSecondEscaping() {
        let items: [HTML] = ["<li>\("a&b")</li>", "<li>c</li>"]
        let nothing: HTML? = nil
        let list: HTML = "<ul>\(items)\(nothing)\(items.first)</ul>"
        #expect(list.markup == "<ul><li>a&amp;b</li><li>c</li><li>a&amp;b</li></ul>")
    }

    @Test func pagesAreLockedDown() throws {
        let response = WebPage(title: "<Title>", content: "<h1>Hello</h1>").response(status: 400)
        #expect(response.status == 400)
        let policy = try #require(response.headers["Content-Security-Policy"])
        for rule in ["default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"] {
            #expect(policy.contains(rule))
        }
        #expect(!policy.contains("unsafe"))
        #expect(response.headers["Cache-Control"] == "no-store")
        #expect(response.headers["X-Content-Type-Options"] == "nosniff")
        let text = String(decoding: response.bytes, as: UTF8.self)
        #expect(text.contains("<title>&lt;Title&gt; · Slipway</title>"))
        #expect(text.contains("<h1>Hello</h1>"))
        #expect(!text.contains("<script"))
    }

    @Test func whatPagesReferToIsServed() async throws {
        var router = Router()
        router.mount(WebAssets())
        let page = WebPage(title: "t", content: "", usesScript: true).response()
        let text = String(decoding: page.bytes, as: UTF8.self)
        for (path, type) in [("/web/slipway.css", "text/css"), ("/web/copy.js", "text/javascript")] {
            #expect(text.contains("\"\(path)\""))
            guard case .found(let handler, _) = router.match(.get, path) else {
                Issue.record("\(path) is not served")
                continue
            }
            let response = try await handler(HTTPRequest(method: .get, path: path))
            #expect(response.headers["Content-Type"]?.hasPrefix(type) == true)
            #expect(!response.bytes.isEmpty)
        }
    }
}
