// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// `/v1/kube-versions`, which needs no token.
struct VersionHandler: Sendable {
    let service: VersionService

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let versions = await service.versions()
        let newest = versions.max()
        return try .json(
            versions.map { version in
                KubeVersionInfo(
                    major: version.major,
                    minor: version.minor,
                    patch: version.patch,
                    isDefault: version == newest
                )
            }
        )
    }
}
