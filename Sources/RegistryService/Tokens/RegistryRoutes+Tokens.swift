// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension RegistryRoutes {
    func mountTokens(on router: inout Router, base: String) {
        let part = "Registry tokens"
        let one = "\(base)/{token}"
        router.on(
            .get,
            base,
            .init(part, "List the registry tokens of the account", gives: .json(RegistryTokenList.self)),
            tokens.list
        )
        router.on(
            .post,
            base,
            .init(
                part,
                "Make a registry token",
                details: "It gives access to all namespaces of the account, for a day unless told otherwise.",
                parameters: [
                    .query("description", "What it is for."),
                    .query("permanent", "Whether it does not expire.", values: ["true", "false"]),
                    .query("write", "Whether it may push too.", values: ["true", "false"]),
                ],
                gives: .json(RegistryTokenAnswer.self)
            ),
            audited("token-add", tokens.add)
        )
        router.on(
            .delete,
            base,
            .init(
                part,
                "Revoke the registry tokens with a description",
                parameters: [.query("secondaryOwner", "What they were described as.", isRequired: true)],
                status: 204
            ),
            audited("token-remove", tokens.removeAll)
        )
        router.on(
            .get,
            one,
            .init(part, "Show a registry token", gives: .json(RegistryTokenInfo.self)),
            audited("token-get", tokens.show)
        )
        router.on(
            .delete,
            one,
            .init(part, "Revoke a registry token", status: 204),
            audited("token-remove", tokens.remove)
        )
    }
}
