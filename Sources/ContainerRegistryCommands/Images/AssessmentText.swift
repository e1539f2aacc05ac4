// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials

/// A report on an image, as people read it.
struct AssessmentText {
    private let report: RegistryReport
    private let name: String
    private let isExtended: Bool
    private let showsVulnerabilities: Bool
    private let showsIssues: Bool

    init(
        _ report: RegistryReport,
        name: String,
        isExtended: Bool,
        sections: (vulnerabilities: Bool, issues: Bool)
    ) {
        (self.report, self.name, self.isExtended) = (report, name, isExtended)
        (showsVulnerabilities, showsIssues) = sections
    }

    func write(on terminal: Terminal) {
        if report.scanTime > 0 {
            let time = Date(timeIntervalSince1970: Double(report.scanTime)).secondText
            terminal.say("Image \(terminal.quoted(name)) was last scanned on \(time).")
        }
        terminal.say(verdict + "\n")
        if showsVulnerabilities, !report.vulnerabilities.isEmpty {
            section("Vulnerable Packages Found", on: terminal)
            isExtended ? writeVulnerabilities(on: terminal) : writePackages(on: terminal)
            terminal.say()
        }
        if showsIssues, !report.configurationIssues.isEmpty {
            section("Configuration Issues Found", on: terminal)
            terminal.table(
                ["SECURITY PRACTICE", "CORRECTIVE ACTION"],
                report.configurationIssues.map { [$0.description, $0.correctiveAction] }
            )
            terminal.say()
        }
    }

    private var verdict: String {
        switch report.status {
        case "Unknown": return "Nothing is known about the vulnerabilities of the image."
        case "Pending Scan": return "The image has not been scanned yet. Try again later."
        case "Unsupported OS":
            return "The operating system of the image is not supported, so nothing is known about its vulnerabilities."
        default:
            let count = report.vulnerabilities.count + report.configurationIssues.count
            let issues = count == 0 ? "NO ISSUES were" : count == 1 ? "1 ISSUE was" : "\(count) ISSUES were"
            return "The scan results show that \(issues) found for the image."
        }
    }

    private func section(_ title: String, on terminal: Terminal) {
        terminal.say(title + "\n" + String(repeating: "=", count: title.count) + "\n")
    }

    /// A row for each package.
    private func writePackages(on terminal: Terminal) {
        var names: [String] = []
        var rows: [String: (vulnerabilities: [String], actions: [String])] = [:]
        for vulnerability in report.vulnerabilities {
            for package in vulnerability.notices.flatMap(\.packages) {
                if rows[package.name] == nil { names.append(package.name) }
                var row = rows[package.name] ?? ([], [])
                if !row.vulnerabilities.contains(vulnerability.id) { row.vulnerabilities.append(vulnerability.id) }
                if !row.actions.contains(package.correctiveAction) { row.actions.append(package.correctiveAction) }
                rows[package.name] = row
            }
        }
        let cells = names.sorted().map { name in
            [
                name, (rows[name]?.vulnerabilities ?? []).sorted().joined(separator: "\n"),
                (rows[name]?.actions ?? []).joined(separator: "\n"),
            ]
        }
        terminal.table(["PACKAGE", "VULNERABILITIES", "CORRECTIVE ACTION"], cells)
    }

    /// A row for each package of each publication.
    private func writeVulnerabilities(on terminal: Terminal) {
        var rows: [[String]] = []
        for vulnerability in report.vulnerabilities {
            for notice in vulnerability.notices {
                let title = notice.id == vulnerability.id ? notice.id : "\(vulnerability.id) (\(notice.id))"
                rows += notice.packages.map { package in
                    [
                        package.name, title, package.installedVersion,
                        package.fixedVersion.isEmpty ? "-" : package.fixedVersion, package.correctiveAction,
                        notice.summary.isEmpty ? vulnerability.summary : notice.summary,
                    ]
                }
            }
        }
        terminal.table(
            ["PACKAGE", "VULNERABILITY", "INSTALLED", "FIXED IN", "CORRECTIVE ACTION", "SUMMARY"],
            rows.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        )
    }
}
