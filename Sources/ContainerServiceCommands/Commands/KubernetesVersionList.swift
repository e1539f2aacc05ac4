// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs kube-versions`, which lists the Kubernetes versions there are.
enum KubernetesVersionList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "kube-versions",
            summary: "List the Kubernetes versions that clusters can have.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let versions = try await context.clusters().kubernetesVersions()
        report.done()
        let lines = versions.map { version in
            let text = "\(version.major).\(version.minor).\(version.patch)"
            return version.isDefault ? "\(text) (default)" : text
        }
        try report.show(versions, lines: lines)
    }
}
