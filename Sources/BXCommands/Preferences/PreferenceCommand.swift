// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx config`: what a user prefers, for `bx` and its plug-ins.
enum PreferenceCommand {
    private static let flags = [
        Flag("http-timeout", value: "SECONDS", summary: "How long a server may take to answer; 60 if not set"),
        Flag("trace", value: "true|false|PATH", summary: "Show requests and answers, or append them to a file"),
        Flag("color", value: "true|false", summary: "Colour the output, also where it is no terminal"),
        Flag("locale", value: "LOCALE|CLEAR", summary: "Language for plug-ins that know several; CLEAR forgets it"),
        Flag("check-version", value: "true|false", summary: "Tell when there is a newer version"),
    ]

    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "config",
            summary: "Set a preference, or view all of them.",
            usage: "config [--http-timeout SECONDS | --trace (true|false|PATH) | --color (true|false) | "
                + "--locale (LOCALE|CLEAR) | --check-version (true|false)] [--output json]",
            flags: flags + [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let given = flags.map(\.name).filter(invocation.has)
        guard let name = given.first else { return try show(report, context) }
        guard given.count == 1 else {
            throw UsageError("Only one of '\(given.map { "--" + $0 }.joined(separator: "', '"))' can be set at a time.")
        }
        let value = invocation.value(name) ?? ""
        let change = try change(name, value, invocation)
        report.begin("Setting \(name) to \(context.terminal.entity(value))...")
        try context.sessions.update(change)
        report.done()
    }

    private static func change(
        _ name: String,
        _ value: String,
        _ invocation: Invocation
    ) throws -> (inout Session) -> Void {
        switch name {
        case "http-timeout":
            let seconds = try invocation.integer(name, minimum: 1)
            return { $0.httpTimeout = seconds }
        case "trace":
            guard !value.isEmpty else { throw UsageError("'--trace' takes true, false or the path of a file.") }
            return { $0.trace = value }
        case "color":
            let isOn = try truth(value, of: name)
            return { $0.color = isOn ? "true" : "false" }
        case "locale": return { $0.locale = value.uppercased() == "CLEAR" ? "" : value }
        default:
            let isOn = try truth(value, of: name)
            return { $0.isVersionCheckDisabled = !isOn }
        }
    }

    private static func truth(_ value: String, of name: String) throws(UsageError) -> Bool {
        switch value.lowercased() {
        case "true": return true
        case "false": return false
        default: throw UsageError("'--\(name)' takes true or false, not '\(value)'.")
        }
    }

    private static func show(_ report: Report, _ context: BXContext) throws {
        let session = try context.sessions.session()
        let preferences = Preferences(
            httpTimeout: session.httpTimeout ?? Session.usualTimeout,
            trace: session.trace.isEmpty ? "false" : session.trace,
            color: session.color.isEmpty ? "on a terminal" : session.color,
            locale: session.locale,
            checkVersion: !session.isVersionCheckDisabled
        )
        if report.isJSON { return try OutputForm.show(preferences, on: context.terminal) }
        context.terminal.keyValues([
            (key: "HTTP timeout", value: "\(preferences.httpTimeout) s"),
            (key: "Trace", value: preferences.trace),
            (key: "Color", value: preferences.color),
            (key: "Locale", value: preferences.locale),
            (key: "Check version", value: "\(preferences.checkVersion)"),
        ])
    }

    private struct Preferences: Encodable {
        let httpTimeout: Int
        let trace: String
        let color: String
        let locale: String
        let checkVersion: Bool
    }
}
