// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import HTTP

/// A whole page: the frame that all pages share, around content of its own.
package struct WebPage: Sendable {
    /// What the tab of the browser shows; the name of the product is added.
    package let title: String
    package let content: HTML
    /// Whether the page can do more with the script; it must work without.
    package let usesScript: Bool
    /// The address of a script of the page's own, which may call this server; the page must be readable without.
    package let ownScript: String?
    /// Whether the page has much to show, and takes more room.
    package let isWide: Bool
    /// Where the browser goes on to at once; the page must have a link there, too.
    package let nextAddress: String?

    package init(
        title: String,
        content: HTML,
        usesScript: Bool = false,
        ownScript: String? = nil,
        isWide: Bool = false,
        nextAddress: String? = nil
    ) {
        self.title = title
        self.content = content
        self.usesScript = usesScript
        self.ownScript = ownScript
        self.isWide = isWide
        self.nextAddress = nextAddress
    }

    /// Nothing comes from elsewhere, nothing runs inline, and no other site may frame the page.
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "form-action 'self'", "base-uri 'none'",
        "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// The answer that carries the page; browsers keep no copy of it.
    package func response(status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": ownScript == nil ? Self.policy : Self.policy + "; connect-src 'self'",
                "X-Content-Type-Options": "nosniff",
                "X-Frame-Options": "DENY",
                "Referrer-Policy": "no-referrer",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Cache-Control": "no-store",
            ],
            body: .bytes(Data(document.markup.utf8))
        )
    }

    private var document: HTML {
        let scripts = [usesScript ? WebAssets.scriptPath : nil, ownScript].compactMap(\.self)
            .map { address -> HTML in "<script src=\"\(address)\" defer></script>" }
        let width: HTML? = isWide ? " class=\"wide\"" : nil
        let refresh: HTML? = nextAddress.map { "<meta http-equiv=\"refresh\" content=\"0;url=\($0)\">" }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title) · Slipway</title>
            <link rel="stylesheet" href="\(WebAssets.styleSheetPath)">
            \(scripts)\(refresh)
            </head>
            <body>
            <header><span class="mark" aria-hidden="true"></span>Slipway</header>
            <main\(width)>
            \(content)
            </main>
            <footer>Kubernetes clusters on your own machines</footer>
            </body>
            </html>

            """
    }
}
