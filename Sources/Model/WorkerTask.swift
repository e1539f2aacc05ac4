// SPDX-License-Identifier: Apache-2.0

/// Something that was ordered for a worker, and is to be done once.
package struct WorkerTask: Sendable, Equatable {
    package let act: WorkerAct
    /// Which of the worker's tasks it is: one that is done is never taken for a later one of the same kind.
    package let number: Int
    /// The version that an update leads to.
    package let version: KubernetesVersion?

    package init(act: WorkerAct, number: Int, version: KubernetesVersion? = nil) {
        self.act = act
        self.number = number
        self.version = version
    }
}

/// What can be ordered for a worker that stays; the raw value is what is stored.
package enum WorkerAct: String, Sendable, CaseIterable {
    /// Its programs and pods are asked to end, then started again.
    case reboot
    /// All on it ends at once, as when the power is cut.
    case hardReboot = "hard_reboot"
    /// Its disk is emptied and it is set up anew.
    case reload
    /// Its pods move away, then it is set up anew with another Kubernetes version.
    case update

    /// Whether the worker is set up anew by it.
    var isSetup: Bool { self == .reload || self == .update }

    /// What users read while it goes on.
    var progress: String {
        switch self {
        case .reboot, .hardReboot: "Rebooting"
        case .reload: "Reloading"
        case .update: "Updating"
        }
    }
}
