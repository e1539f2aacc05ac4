// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import HTTP

/// The files that pages refer to, which are part of the program.
package struct WebAssets: RouteCollection {
    static let styleSheetPath = "/web/slipway.css"
    static let scriptPath = "/web/copy.js"

    package init() {}

    package func mount(on router: inout Router) {
        let styleSheet = Self.response(PackageResources.slipway_css, type: "text/css; charset=utf-8")
        let script = Self.response(PackageResources.copy_js, type: "text/javascript; charset=utf-8")
        router.on(.get, Self.styleSheetPath) { _ in styleSheet }
        router.on(.get, Self.scriptPath) { _ in script }
    }

    /// The answer that carries a file of the program; browsers keep it for a short time.
    package static func response(_ content: [UInt8], type: String) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": type,
                "X-Content-Type-Options": "nosniff",
                "Cross-Origin-Resource-Policy": "same-origin",
                // Short, so that an upgrade shows.
                "Cache-Control": "public, max-age=300",
            ],
            body: .bytes(Data(content))
        )
    }
}
