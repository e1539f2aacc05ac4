// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
package import HTTP
import WebPages

/// Shows an API to people and programs: a page and a document, made of the routes that serve it.
package struct DocumentationRoutes: RouteCollection {
    private static let page = "/swagger-api"
    private static let document = "\(page)/swagger.json"
    private static let script = "\(page)/try.js"

    private let document: HTTPResponse
    private let page: HTTPResponse

    package init(_ document: SwaggerDocument) throws {
        self.document = try .json(document.json)
        page = DocumentationPage(document: document, documentAddress: Self.document, scriptAddress: Self.script).page
            .response()
    }

    package func mount(on router: inout Router) {
        let script = WebAssets.response(PackageResources.try_js, type: "text/javascript; charset=utf-8")
        for base in ["", "/global"] {
            router.on(.get, base + Self.page) { _ in page }
            router.on(.get, base + "/swagger") { _ in page }
            router.on(.get, base + Self.document) { _ in document }
        }
        router.on(.get, Self.script) { _ in script }
    }
}
