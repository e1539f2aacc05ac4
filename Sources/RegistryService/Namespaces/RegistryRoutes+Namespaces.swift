// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension RegistryRoutes {
    func mountNamespaces(on router: inout Router, base: String) {
        let part = "Namespaces"
        router.on(
            .get,
            base,
            .init(part, "List the namespaces of the account by name", gives: .json([String].self)),
            namespaces.list
        )
        router.on(
            .get,
            "\(base)/details",
            .init(part, "List the namespaces of the account", gives: .json([RegistryNamespaceDetails].self)),
            namespaces.details
        )
        router.on(
            .put,
            "\(base)/{namespace}",
            .init(
                part,
                "Add a namespace to the account",
                details: "Names are unique among all accounts. The status is 200 if the account has it already.",
                status: 201,
                or: 200,
                gives: .json(RegistryNamespaceAnswer.self)
            ),
            audited("namespace-add", namespaces.add)
        )
        router.on(
            .delete,
            "\(base)/{namespace}",
            .init(part, "Remove a namespace with all its images", status: 204),
            audited("namespace-remove", namespaces.remove)
        )
    }
}
