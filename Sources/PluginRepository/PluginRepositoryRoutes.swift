// SPDX-License-Identifier: Apache-2.0

package import HTTP

/// Mounts the plug-in repository under `/plugins`; nothing here needs a token.
package struct PluginRepositoryRoutes: RouteCollection {
    private let service: PluginService

    package init(service: PluginService) {
        self.service = service
    }

    package func mount(on router: inout Router) {
        router.on(.get, "/plugins/bx/list") { _ in try .json(await service.list()) }
        router.on(.get, "/plugins/downloads/{name}/{version}/{file}") { request in
            let path = try await service.file(
                name: request.parameters["name"] ?? "",
                version: request.parameters["version"] ?? "",
                file: request.parameters["file"] ?? ""
            )
            return HTTPResponse(
                status: 200,
                headers: ["Content-Type": "application/octet-stream"],
                body: .file(path)
            )
        }
    }
}
