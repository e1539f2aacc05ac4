// SPDX-License-Identifier: Apache-2.0

import HTTPClient
import IAM

/// Reaches identity providers: with patience for a person who waits, and with no redirect followed.
enum ProviderClient {
    static func transport(_ provider: IdentityProvider) -> ProviderTransport {
        let client = HTTPClient(
            HTTPClientConfiguration(
                trust: provider.authorityFile.map { .file($0) } ?? .system,
                timeout: .seconds(10),
                connectTimeout: .seconds(5),
                maximumBodyBytes: 1 << 20
            )
        )
        return { request in try await client.send(request) }
    }
}
