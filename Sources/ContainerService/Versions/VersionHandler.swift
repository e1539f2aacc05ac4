// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// The versions that clusters can have, which are told without a token.
struct VersionHandler: Sendable {
    let service: VersionService

    func list(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(await versions())
    }

    func catalogue(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(VersionCatalogue(kubernetes: await versions()))
    }

    private func versions() async -> [KubeVersionInfo] {
        let versions = await service.versions()
        let newest = versions.max()
        return versions.map { version in
            KubeVersionInfo(
                major: version.major,
                minor: version.minor,
                patch: version.patch,
                isDefault: version == newest
            )
        }
    }
}
