// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// In whose name the service orders what the clusters of an account in a region are made of.
package struct KeyOwner: Sendable, Equatable {
    package let accountID: String
    package let region: String
    package let iamID: String
    /// As it was when it was stored.
    package let email: String
    package let since: Date

    package init(accountID: String, region: String, iamID: String, email: String, since: Date) {
        self.accountID = accountID
        self.region = region
        self.iamID = iamID
        self.email = email
        self.since = since
    }
}
