// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import FoundationEssentials
import HTTP
import PluginRepository
import ProcessControl

/// Where plug-ins and programs for users are, for the daemon and for the commands beside it.
enum PluginRepositoryParts {
    static func folder(_ configuration: ServerConfiguration) -> PluginFolder {
        PluginFolder(path: "\(configuration.dataDirectory)/plugins")
    }

    /// What came with this program.
    static func release(_ configuration: ServerConfiguration) -> ReleaseFolder {
        if let path = configuration.releaseDirectory { return ReleaseFolder(path: path) }
        return .beside((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
    }

    /// Plug-ins are asked with nothing but a search path in their environment.
    static func publisher(
        _ folder: PluginFolder,
        actor: String = "",
        audit: any AuditLog,
        logger: Logger
    ) -> PluginPublisher {
        PluginPublisher(folder: folder, actor: actor, audit: audit, logger: logger) { path in
            do {
                return Data(try await Subprocess.runChecked(path, ["SendMetadata"]).utf8)
            } catch {
                let reason = "it does not answer 'SendMetadata': \(error)"
                throw PluginRepositoryError.notAPlugin(path: path, reason: reason)
            }
        }
    }

    /// The repository, and the page with which users install `bx`.
    static func mount(
        _ folder: PluginFolder,
        _ configuration: ServerConfiguration,
        authorityPEM: String,
        on router: inout Router
    ) {
        let url = configuration.publicURL.text
        router.mount(PluginRepositoryRoutes(service: PluginService(folder: folder, repositoryURL: url + "/plugins")))
        router.mount(
            DownloadRoutes(
                programs: ClientPrograms(folder: release(configuration), baseURL: url),
                url: url,
                version: ServerVersion.text,
                authorityPEM: authorityPEM
            )
        )
    }
}
