// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Refuses forms that a browser sends from pages of other sites, whatever cookies and tokens come with them.
///
/// Browsers say where a form comes from; programs that say nothing pass.
package struct SameOriginGuard: Sendable {
    private let publicURL: String

    /// `publicURL` is scheme, host and port of the server, as browsers know it.
    package init(publicURL: String) {
        self.publicURL = publicURL
    }

    /// The handler of a form, which then sees none of other sites.
    package func guarding(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        { request in
            guard accepts(request) else {
                return WebPage(
                    title: "Error: This form comes from elsewhere",
                    content: """
                        <h1>This form comes from elsewhere</h1>
                        <p class="alert" role="alert">Forms for this page are taken from this site alone.</p>
                        <p><a class="button" href="\(request.path)">Start again</a></p>
                        """
                ).response(status: 403)
            }
            return try await handler(request)
        }
    }

    /// Whether nothing about the request says that it comes from another site.
    func accepts(_ request: HTTPRequest) -> Bool {
        if let site = request.headers["Sec-Fetch-Site"], !["same-origin", "none"].contains(site) { return false }
        // Our pages send no referrer, and some browsers then say "null" in place of their origin, too.
        guard let origin = request.headers["Origin"], origin != "null" else { return true }
        // Whoever opened the page under another name of this host comes from there.
        let ownName = request.headers["Host"].map { "https://\($0)" }
        return [publicURL, ownName].contains(origin)
    }
}
