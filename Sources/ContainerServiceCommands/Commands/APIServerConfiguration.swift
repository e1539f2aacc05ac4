// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// The commands `bx cs apiserver-config-get`, `-set` and `-unset` for the audit webhook.
enum APIServerConfiguration {
    /// The only thing that can be configured; it stands before the cluster.
    private static let subject = "audit-webhook"
    private static let arguments = [Argument(subject), Argument("CLUSTER")]

    static let get = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "apiserver-config-get",
            summary: "Show where the API server of a cluster is to send its audit events.",
            usage: "cs apiserver-config-get audit-webhook CLUSTER [--output json]",
            arguments: arguments,
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let cluster = try cluster(invocation)
        let report = try Report(context.terminal, invocation)
        let webhook = try await context.clusters().auditWebhook(of: cluster)
        try report.show(webhook, keyValues: [(key: "Server", value: DisplayText.orDash(webhook.auditServer ?? ""))])
    }

    static let set = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "apiserver-config-set",
            summary: "Have the API server of a cluster send its audit events to a server, from its next restart on.",
            usage: "cs apiserver-config-set audit-webhook CLUSTER [--remoteServer URL] [--caCert FILE] "
                + "[--clientCert FILE] [--clientKey FILE]",
            arguments: arguments,
            flags: [
                Flag("remoteServer", value: "URL", summary: "The server, with http:// or https://."),
                Flag("caCert", value: "FILE", summary: "Who vouches for the server's certificate, PEM."),
                Flag("clientCert", value: "FILE", summary: "The certificate that the API server shows, PEM."),
                Flag("clientKey", value: "FILE", summary: "The key of that certificate, PEM."),
            ]
        )
    ) { context, invocation in
        let cluster = try cluster(invocation)
        let report = try Report(context.terminal, invocation)
        let webhook = AuditWebhookInfo(
            auditServer: invocation.value("remoteServer"),
            caCertificate: try file("caCert", invocation),
            clientCertificate: try file("clientCert", invocation),
            clientKey: try file("clientKey", invocation)
        )
        report.begin("Setting the audit webhook of cluster \(context.terminal.entity(cluster))...")
        try await context.clusters().setAuditWebhook(webhook, of: cluster)
        done(report, context, cluster)
    }

    static let unset = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "apiserver-config-unset",
            summary: "Have the API server of a cluster send no audit events, from its next restart on.",
            usage: "cs apiserver-config-unset audit-webhook CLUSTER",
            arguments: arguments
        )
    ) { context, invocation in
        let cluster = try cluster(invocation)
        let report = try Report(context.terminal, invocation)
        report.begin("Removing the audit webhook of cluster \(context.terminal.entity(cluster))...")
        try await context.clusters().unsetAuditWebhook(of: cluster)
        done(report, context, cluster)
    }

    private static func done(_ report: Report, _ context: PluginContext, _ cluster: String) {
        report.done()
        let refresh = context.terminal.command("\(context.program) cs apiserver-refresh \(cluster)")
        report.tip("To apply it, run \(refresh).")
    }

    private static func cluster(_ invocation: Invocation) throws(UsageError) -> String {
        guard invocation.argument(subject) == subject else {
            throw UsageError("The only configuration is '\(subject)', which comes before the cluster.")
        }
        return try invocation.cluster()
    }

    private static func file(_ flag: String, _ invocation: Invocation) throws -> String? {
        guard let path = invocation.value(flag) else { return nil }
        guard let content = try Files.read(path) else { throw CommandFailure("There is no file \(path).") }
        return String(decoding: content, as: UTF8.self)
    }
}
