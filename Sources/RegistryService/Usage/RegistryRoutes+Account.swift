// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension RegistryRoutes {
    /// What is said of an account as a whole, and of the registry.
    func mountAccount(on router: inout Router, base: String) {
        let part = "Registry"
        router.on(
            .get,
            "\(base)/quotas",
            .init(
                part,
                "Show the quotas of the account, and how much of them is used",
                details: "Traffic is that of the current month; -1 means unlimited.",
                gives: .json(RegistryQuota.self)
            ),
            quotas.quota
        )
        router.on(
            .patch,
            "\(base)/quotas",
            .init(
                part,
                "Change the quotas of the account",
                details: "In megabytes of 1,000,000 bytes; -1 means unlimited.",
                takes: .json(RegistryQuotaChange.self),
                gives: .json(RegistryQuota.self)
            ),
            audited("quota-set", quotas.changeQuota)
        )
        router.on(
            .get,
            "\(base)/plans",
            .init(part, "Show the pricing plan of the account", gives: .json(RegistryPlanInfo.self)),
            quotas.plan
        )
        router.on(
            .patch,
            "\(base)/plans",
            .init(
                part,
                "Change the pricing plan of the account",
                details: "The plan is 'Free' or 'Standard'.",
                takes: .json(RegistryPlanInfo.self),
                gives: .json(RegistryPlanInfo.self)
            ),
            audited("plan-change", quotas.changePlan)
        )
        router.on(
            .get,
            "\(base)/messages",
            .init(
                part,
                "Show what the operator has to say",
                details: "An empty text if that is nothing.",
                isPublic: true,
                gives: .json(String.self)
            )
        ) { [message] _ in try .json(message) }
    }
}
