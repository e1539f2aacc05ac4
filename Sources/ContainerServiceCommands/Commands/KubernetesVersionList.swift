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
        let isJSON = try OutputForm.isJSON(invocation)
        let versions = try await context.clusters().kubernetesVersions()
        if isJSON { return try OutputForm.show(versions, on: context.terminal) }
        context.terminal.ok()
        for version in versions {
            let text = "\(version.major).\(version.minor).\(version.patch)"
            context.terminal.say(version.isDefault ? "\(text) (default)" : text)
        }
    }
}
