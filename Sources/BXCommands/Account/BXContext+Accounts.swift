// SPDX-License-Identifier: Apache-2.0

import APIClient
import PluginKit

extension BXContext {
    /// Account management, in the name of the user of `session`.
    func accounts(_ session: Session) -> AccountClient {
        AccountClient(endpoint: session.accountManagementEndpoint, connection: authorizedConnection(session))
    }
}
