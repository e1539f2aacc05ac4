// SPDX-License-Identifier: Apache-2.0

package import HTTP

extension RouteDescription.Parameter {
    /// The region that a call is about.
    static let region = header("X-Region", "The region that the call is about. Without it, all, or the default one.")

    /// The organization that a call is made in.
    static let organization = header(
        "X-Auth-Resource-Org",
        "The ID of the organization that the cluster is to belong to. Without it, the first one of the account."
    )

    /// What every call with a token may say.
    package static let account = header(
        "X-Auth-Resource-Account",
        "The ID of the account; only that of the token will do."
    )
}
