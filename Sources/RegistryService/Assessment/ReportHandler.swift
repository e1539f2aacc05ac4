// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import HTTP

/// `GET /api/v1/images/{reference}/vulnerabilities`.
struct ReportHandler: Sendable {
    let images: ImageService
    let namespaces: NamespaceService
    let callers: RegistryCallerRecognition

    func report(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let reference = try images.reference(request.parameters["image"] ?? "")
        try await namespaces.demand(.see, on: reference.namespace, by: caller)
        let (name, findings) = try await images.findings(on: reference)
        return try .json(RegistryReport(of: findings, id: name))
    }
}

extension RegistryReport {
    /// What is known of the image called `id`, one entry a vulnerability.
    init(of findings: ImageFindings, id: String) {
        let grouped = Dictionary(grouping: findings.vulnerabilities, by: \.id).sorted { $0.key < $1.key }
        self.init(
            id: id,
            scanTime: findings.scanned?.unixSeconds ?? 0,
            status: findings.status,
            vulnerabilities: grouped.map { RegistryVulnerability(of: $1, id: $0) }
        )
    }
}

extension RegistryVulnerability {
    fileprivate init(of found: [ImageFindings.Vulnerability], id: String) {
        let summary = found.first { !$0.description.isEmpty }?.description ?? ""
        let packages = found.flatMap { vulnerability in
            vulnerability.packages.map { name in
                Package(
                    name: name,
                    installedVersion: vulnerability.installedVersion,
                    fixedVersion: vulnerability.fixedVersion ?? "",
                    correctiveAction: vulnerability.fixedVersion.map { "Upgrade \(name) to \($0) or later" }
                        ?? "There is no mended version of \(name) yet"
                )
            }
        }
        let notice = Notice(
            id: id,
            notice: "https://security-tracker.debian.org/tracker/\(id)",
            summary: summary,
            packages: packages.sorted { $0.name < $1.name }
        )
        self.init(id: id, summary: summary, notices: [notice])
    }
}
