// SPDX-License-Identifier: Apache-2.0

/// How much of the registry an account may use.
package enum RegistryPlan: String, Sendable, CaseIterable {
    case free = "Free"
    case standard = "Standard"

    /// The most that any account of the plan may set as its own limits; nil means unlimited.
    package var ceiling: RegistryAmounts<Int?> {
        switch self {
        case .free: RegistryAmounts(storage: 512 * 1_000_000, traffic: 5120 * 1_000_000)
        case .standard: RegistryAmounts(storage: nil, traffic: nil)
        }
    }
}

/// A value for what is stored and one for what is pulled.
package struct RegistryAmounts<Value: Sendable & Equatable>: Sendable, Equatable {
    package var storage: Value
    package var traffic: Value

    package init(storage: Value, traffic: Value) {
        self.storage = storage
        self.traffic = traffic
    }
}

/// The plan of an account with the limits that it has set for itself.
package struct RegistryAllowance: Sendable, Equatable {
    package var plan: RegistryPlan
    /// In bytes; nil where the account has set nothing.
    package var own: RegistryAmounts<Int?>

    package init(plan: RegistryPlan, own: RegistryAmounts<Int?> = RegistryAmounts(storage: nil, traffic: nil)) {
        self.plan = plan
        self.own = own
    }

    /// The limits in force, in bytes; nil means unlimited.
    package var limits: RegistryAmounts<Int?> {
        RegistryAmounts(
            storage: [own.storage, plan.ceiling.storage].compactMap(\.self).min(),
            traffic: [own.traffic, plan.ceiling.traffic].compactMap(\.self).min()
        )
    }
}

/// A pull that counts against an account.
package struct RegistryPull: Sendable, Equatable {
    /// As the engine calls it; one that comes again does not count.
    package let eventID: String
    /// Whose namespace was pulled from.
    package let accountID: String
    /// The calendar month in UTC, `2018-01`.
    package let month: String
    package let bytes: Int

    package init(eventID: String, accountID: String, month: String, bytes: Int) {
        self.eventID = eventID
        self.accountID = accountID
        self.month = month
        self.bytes = bytes
    }
}
