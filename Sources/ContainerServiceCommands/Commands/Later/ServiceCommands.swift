// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// The commands that join services and webhooks to clusters.
enum ServiceCommands {
    private static let cluster = Argument("CLUSTER")
    private static let feature = "Services in clusters, and webhooks,"

    static let all = [
        LaterCommand.declared(
            "cluster-service-bind",
            "put the credentials of a service into a namespace",
            arguments: [cluster, Argument("NAMESPACE"), Argument("SERVICE_INSTANCE")],
            waitsFor: feature
        ),
        LaterCommand.declared(
            "cluster-service-unbind",
            "take the credentials of a service out of a namespace",
            arguments: [cluster, Argument("NAMESPACE"), Argument("SERVICE_INSTANCE_GUID")],
            waitsFor: feature
        ),
        LaterCommand.declared(
            "cluster-services",
            "list the services in a cluster",
            arguments: [cluster],
            flags: [
                Flag("namespace", "n", value: "NAMESPACE", summary: "Only those in this namespace. Default: default."),
                Flag("all-namespaces", summary: "Those in all namespaces."),
            ],
            waitsFor: feature
        ),
        LaterCommand.declared(
            "webhook-create",
            "have the events of a cluster posted to an address",
            flags: [
                Flag("cluster", value: "CLUSTER", summary: "The name or ID of the cluster. Required."),
                Flag("level", value: "LEVEL", summary: "'Normal' or 'Warning'. Default: Warning."),
                Flag("type", value: "TYPE", summary: "'slack'."),
                Flag("url", "URL", value: "URL", summary: "Where the events go. Required."),
            ],
            waitsFor: feature
        ),
    ]
}
