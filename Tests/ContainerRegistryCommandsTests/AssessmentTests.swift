// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@Suite struct AssessmentTests {
    private typealias Fixture = ContainerRegistryFixture

    private static let vulnerable = RegistryReport(
        id: "\(Fixture.host)/ns/web:1",
        scanTime: 1_517_399_000,
        status: "Vulnerable",
        vulnerabilities: [
            vulnerability("CVE-2017-3737", "openssl", "1.1.0f-3", "1.1.0f-3+deb9u1"),
            vulnerability("CVE-2017-3735", "openssl", "1.1.0f-3", "1.1.0f-3+deb9u1"),
            vulnerability("CVE-2018-0001", "bash", "4.4-5", ""),
        ],
        configurationIssues: [
            RegistryConfigurationIssue(
                type: "application_configuration:user",
                description: "Containers should not run as root.",
                correctiveAction: "Set USER in the Dockerfile."
            )
        ]
    )

    private static func vulnerability(
        _ id: String,
        _ package: String,
        _ old: String,
        _ new: String
    ) -> RegistryVulnerability {
        RegistryVulnerability(
            id: id,
            notices: [
                RegistryVulnerability.Notice(
                    id: id,
                    notice: "https://example.com/\(id)",
                    summary: "Something is wrong in \(package).",
                    packages: [
                        RegistryVulnerability.Package(
                            name: package,
                            installedVersion: old,
                            fixedVersion: new,
                            correctiveAction: new.isEmpty ? "No fix is known" : "Upgrade \(package) to \(new)"
                        )
                    ]
                )
            ]
        )
    }

    @Test(arguments: [
        ([], "va.txt"), (["-e"], "va-extended.txt"), (["-v"], "va-vulnerabilities.txt"),
        (["-c"], "va-configuration.txt"),
        (["-o", "json"], "va.json"), (["-q"], "va-quiet.txt"),
    ])
    func aReportIsShownAsAskedFor(flags: [String], golden: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["va"] + flags + ["ns/web:1"], on: terminal) { _ in
                try .json(Self.vulnerable)
            }
            #expect(status == ExitStatus.success)
            try Golden.expect(terminal.text, is: golden)
            #expect(
                fixture.requests == ["GET /api/v1/images/registry.example.com%3A31443%2Fns%2Fweb%3A1/vulnerabilities"]
            )
        }
    }

    @Test(arguments: [
        ("OK", "NO ISSUES were found"), ("Unknown", "Nothing is known"), ("Unsupported OS", "is not supported"),
        ("Pending Scan", "has not been scanned yet"),
    ])
    func aVerdictIsTheTruth(state: String, words: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["vulnerability-assessment", "ns/web"], on: terminal) { _ in
                try .json(RegistryReport(id: "x", scanTime: 0, status: state))
            }
            #expect(status == ExitStatus.success)
            #expect(terminal.text.contains(words))
            #expect(!terminal.text.contains("last scanned"))
        }
    }
}
