// SPDX-License-Identifier: Apache-2.0

package import HTTP

extension RouteDescription.Parameter {
    /// What every call with a token has to say.
    package static let registryAccount = header(
        "Account",
        "The ID of the account; only that of the token will do.",
        isRequired: true
    )
}

extension RegistryRoutes {
    /// What stands in the `{name}` parts of the paths.
    package static let names = [
        "image": "The name of an image, HOST/NAMESPACE/NAME:TAG or HOST/NAMESPACE/NAME@DIGEST, raw or encoded.",
        "namespace": "The name of a namespace.",
        "token": "The ID of a registry token, or the token itself.",
    ]
}
