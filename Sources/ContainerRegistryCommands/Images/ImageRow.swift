// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import FoundationEssentials

/// An image under one of its names, as lists show it.
struct ImageRow: Sendable, Equatable {
    static let header = ["REPOSITORY", "NAMESPACE", "TAG", "DIGEST", "CREATED", "SIZE", "VULNERABILITY STATUS"]
    static let untagged = "<none>"

    /// With the host.
    let repository: String
    let namespace: String
    /// Empty for an image that only its digest leads to.
    let tag: String
    let digest: String
    /// Seconds since 1970.
    let created: Int
    let size: Int
    let vulnerable: String

    /// The rows of an entry: one for each tag, or one for each digest without any.
    static func rows(of image: RegistryImageInfo) -> [ImageRow] {
        image.repoDigests.flatMap { name in
            let parts = name.split(separator: "@", maxSplits: 1)
            let repository = String(parts.first ?? "")
            let tags = (image.digestTags[name] ?? []).map { String($0.dropFirst(repository.count + 1)) }
            return (tags.isEmpty ? [""] : tags).map { tag in
                ImageRow(
                    repository: repository,
                    namespace: repository.split(separator: "/").dropFirst().first.map(String.init) ?? "",
                    tag: tag,
                    digest: parts.count > 1 ? String(parts[1]) : "",
                    created: image.created,
                    size: image.size,
                    vulnerable: image.vulnerable
                )
            }
        }
    }

    /// What leads to the image: `repository:tag`, or `repository@digest` if it has no tag.
    var reference: String {
        tag.isEmpty ? "\(repository)@\(digest)" : "\(repository):\(tag)"
    }

    func cells(now: Date, isTruncated: Bool) -> [String] {
        [
            repository,
            namespace,
            tag.isEmpty ? Self.untagged : tag,
            isTruncated ? Self.short(digest) : digest,
            created > 0 ? RelativeTime.text(from: Date(timeIntervalSince1970: Double(created)), to: now) : "-",
            ByteText.text(size),
            vulnerable.isEmpty ? "-" : vulnerable,
        ]
    }

    /// As templates see it.
    func template(isTruncated: Bool) -> TemplateValue {
        .record(
            TemplateRecord(
                "Image",
                [
                    ("Created", .integer(created)), ("Digest", .text(isTruncated ? Self.short(digest) : digest)),
                    ("Namespace", .text(namespace)), ("Repository", .text(repository)), ("Size", .integer(size)),
                    ("Tag", .text(tag)), ("Vulnerable", .text(vulnerable)),
                ]
            )
        )
    }

    /// The first 12 digits.
    private static func short(_ digest: String) -> String {
        String(digest.split(separator: ":").last?.prefix(12) ?? "")
    }
}
