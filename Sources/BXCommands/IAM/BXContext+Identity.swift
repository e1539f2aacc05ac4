// SPDX-License-Identifier: Apache-2.0

import APIClient
import PluginKit

extension BXContext {
    /// The API keys that the user of `session` may manage.
    func apiKeys(_ session: Session) -> APIKeyClient {
        APIKeyClient(endpoint: session.iamEndpoint, connection: authorizedConnection(session))
    }

    /// The service ids that the user of `session` may manage.
    func serviceIDs(_ session: Session) -> ServiceIDClient {
        ServiceIDClient(endpoint: session.iamEndpoint, connection: authorizedConnection(session))
    }

    /// The policies that the user of `session` may manage.
    func policies(_ session: Session) -> PolicyClient {
        PolicyClient(endpoint: session.iamEndpoint, connection: authorizedConnection(session))
    }
}
