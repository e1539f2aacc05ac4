// SPDX-License-Identifier: Apache-2.0

/// The content of `initial-admin.json`: all that the first sign-in needs.
package struct InitialCredentials: Codable, Sendable, Equatable {
    package var endpoint: String
    /// Path of the certificate that a client must trust; nil if the system's store knows it.
    package var caFile: String?
    package var accountId: String
    package var email: String
    package var password: String
    package var apikey: String

    package init(
        endpoint: String,
        caFile: String?,
        accountId: String,
        email: String,
        password: String,
        apikey: String
    ) {
        self.endpoint = endpoint
        self.caFile = caFile
        self.accountId = accountId
        self.email = email
        self.password = password
        self.apikey = apikey
    }
}
