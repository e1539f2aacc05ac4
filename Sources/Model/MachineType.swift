// SPDX-License-Identifier: Apache-2.0

/// A size of worker.
package struct MachineType: Sendable, Equatable, Encodable {
    package let name: String
    package let cores: Int
    package let memoryGiB: Int

    package init(name: String, cores: Int, memoryGiB: Int) {
        self.name = name
        self.cores = cores
        self.memoryGiB = memoryGiB
    }

    /// The type of a free cluster's workers; it is not in the list that users choose from.
    package static let free = MachineType(name: "free", cores: 2, memoryGiB: 4)

    /// The types that users choose from.
    package static let standard = [
        MachineType(name: "u2c.2x4", cores: 2, memoryGiB: 4),
        MachineType(name: "b2c.4x16", cores: 4, memoryGiB: 16),
        MachineType(name: "b2c.16x64", cores: 16, memoryGiB: 64),
        MachineType(name: "b2c.32x128", cores: 32, memoryGiB: 128),
        MachineType(name: "b2c.56x242", cores: 56, memoryGiB: 242),
    ]

    /// The type called `name`, or nil.
    package static func named(_ name: String) -> MachineType? {
        ([free] + standard).first { $0.name == name }
    }
}
