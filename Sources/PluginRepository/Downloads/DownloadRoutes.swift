// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
package import HTTP
import WebPages

/// Mounts the page, the script and the files with which users install `bx`; nothing here needs a token.
package struct DownloadRoutes: RouteCollection {
    /// What clients read to learn of a newer version.
    private struct Overview: Encodable {
        let name = "bx"
        let version: String
        let binaries: [ClientProgram]
    }

    private let programs: ClientPrograms
    private let url: String
    private let version: String
    private let authorityPEM: String

    /// `url` is the public address of the server, `authorityPEM` the certificate that clients must trust to reach it.
    package init(programs: ClientPrograms, url: String, version: String, authorityPEM: String) {
        self.programs = programs
        self.url = url
        self.version = version
        self.authorityPEM = authorityPEM
    }

    package func mount(on router: inout Router) {
        // The second is where the original had its page.
        for path in ["/downloads", "/ui/home.html"] { router.on(.get, path) { _ in try await page() } }
        for path in ["/install.sh", "/downloads/install.sh"] { router.on(.get, path) { _ in try await script() } }
        router.on(.get, "/downloads/ca.pem") { _ in
            Self.file(.bytes(Data(authorityPEM.utf8)), type: "application/x-pem-file", name: "slipway-ca.pem")
        }
        router.on(.get, "/downloads/SHA256SUMS") { _ in
            .text(try await programs.all().map { "\($0.sha256)  \($0.platform)/bx\n" }.joined())
        }
        router.on(.get, "/downloads/bx") { _ in
            try .json(Overview(version: version, binaries: try await programs.all()))
        }
        router.on(.get, "/downloads/bx/{platform}") { request in
            let platform = request.parameters["platform"]
            guard let program = try await programs.all().first(where: { $0.platform == platform }) else {
                throw Self.missing
            }
            return Self.file(.file(program.path), type: "application/octet-stream", name: "bx")
        }
    }

    private func page() async throws -> HTTPResponse {
        let all = try await programs.all()
        return DownloadsPage(url: url, version: version, authorityPEM: authorityPEM, programs: all).page.response()
    }

    private func script() async throws -> HTTPResponse {
        let all = try await programs.all()
        guard !all.isEmpty else { throw Self.missing }
        let script = InstallScript(url: url, version: version, authorityPEM: authorityPEM, programs: all)
        return .text(script.text)
    }

    private static func file(_ body: HTTPResponse.Body, type: String, name: String) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": type, "Content-Disposition": "attachment; filename=\"\(name)\"",
                "X-Content-Type-Options": "nosniff",
            ],
            body: body
        )
    }

    private static let missing = APIError(
        status: 404,
        code: "P0002",
        message: "There is no bx for this platform on the server. Ask its administrator."
    )
}
