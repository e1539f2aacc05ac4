// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// The commands for application load balancers and their certificates.
enum LoadBalancerCommands {
    private static let cluster = Flag("cluster", value: "CLUSTER", summary: "The name or ID of the cluster. Required.")
    private static let balancer = Flag("albID", value: "ID", summary: "The ID of the load balancer. Required.")
    private static let secret = Flag("secret-name", value: "NAME", summary: "The secret with the certificate.")
    private static let certificate = Flag("cert-crn", value: "CRN", summary: "The CRN of the certificate.")

    static let all = [
        declared("albs", "list the load balancers of a cluster", [cluster]),
        declared("alb-get", "show a load balancer", [balancer]),
        declared("alb-types", "list the kinds of load balancers", []),
        declared(
            "alb-configure",
            "enable or disable a load balancer",
            [
                balancer,
                Flag("enable", summary: "Enable it."),
                Flag("disable", summary: "Disable it."),
                Flag("user-ip", value: "ADDRESS", summary: "Its address, for one in a subnet of your own."),
            ]
        ),
        declared(
            "alb-cert-deploy",
            "put a certificate into a cluster",
            [Flag("update", summary: "Replace the one that is there."), cluster, secret, certificate]
        ),
        declared("alb-cert-get", "show a certificate of a cluster", [cluster, secret, certificate]),
        declared("alb-cert-rm", "take a certificate out of a cluster", [cluster, secret, certificate]),
        declared("alb-certs", "list the certificates of a cluster", [cluster]),
    ]

    private static func declared(_ name: String, _ purpose: String, _ flags: [Flag]) -> Command<PluginContext> {
        LaterCommand.declared(name, purpose, flags: flags, waitsFor: "Application load balancers")
    }
}
