// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The query of `POST /api/v1/builds`, which builds an image from a folder and puts it into a namespace.
///
/// The body is the folder as a tar archive, plain or compressed by gzip, with paths relative to it; files that `.dockerignore`
/// excludes have been left out by the client. Whatever can be refused before the build starts (authorization, namespace,
/// quota, names) is refused with `RegistryErrorBody` and its status, best before the body is sent. Otherwise the answer
/// is `200` and `application/json`: a `RegistryBuildLine` on each line, sent as things happen. A client that closes the
/// connection has the build cancelled; nothing is pushed then.
package struct RegistryBuildOrder: Sendable, Equatable {
    /// What the image will be called: `host/namespace/repository[:tag]`.
    package var reference: String
    /// The path of the Dockerfile inside the archive; empty for `Dockerfile`.
    package var dockerfile: String
    package var arguments: [String: String]
    /// Whether every step is done anew.
    package var ignoresCache: Bool
    /// Whether images that this one builds on are fetched even if they are there.
    package var pulls: Bool
    /// Whether nothing is sent but the last line.
    package var isQuiet: Bool
    /// Whether the image gets a single layer on top of what it builds on.
    package var squashes: Bool

    package init(
        reference: String,
        dockerfile: String = "",
        arguments: [String: String] = [:],
        ignoresCache: Bool = false,
        pulls: Bool = false,
        isQuiet: Bool = false,
        squashes: Bool = false
    ) {
        self.reference = reference
        self.dockerfile = dockerfile
        self.arguments = arguments
        self.ignoresCache = ignoresCache
        self.pulls = pulls
        self.isQuiet = isQuiet
        self.squashes = squashes
    }

    /// Reads the items of a query, which `value` gives by their names; nil if the arguments are no JSON object of texts.
    package init?(_ value: (String) -> String?) {
        func flag(_ name: String) -> Bool { ["true", "1"].contains(value(name)?.lowercased() ?? "") }
        let arguments = value("buildarg").flatMap { $0.isEmpty ? nil : $0 } ?? "{}"
        guard let decoded = try? JSONDecoder().decode([String: String].self, from: Data(arguments.utf8)) else {
            return nil
        }
        self.init(
            reference: value("t") ?? "",
            dockerfile: value("dockerfile") ?? "",
            arguments: decoded,
            ignoresCache: flag("nocache"),
            pulls: flag("pull"),
            isQuiet: flag("quiet"),
            squashes: flag("squash")
        )
    }

    /// The items of the query; what has its usual value is left out.
    package var query: [(name: String, value: String)] {
        var items = [(name: "t", value: reference)]
        if !dockerfile.isEmpty { items.append((name: "dockerfile", value: dockerfile)) }
        if !arguments.isEmpty { items.append((name: "buildarg", value: Self.json(arguments))) }
        let switches = [("nocache", ignoresCache), ("pull", pulls), ("quiet", isQuiet), ("squash", squashes)]
        return items + switches.filter(\.1).map { (name: $0.0, value: "true") }
    }

    private static func json(_ arguments: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts can always be written.
        return (try? encoder.encode(arguments)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// A line of the answer to `POST /api/v1/builds`, in the form that docker's own API has.
///
/// The last line has `aux` (the image is in its namespace) or `error`; an answer that ends without either was cut off. An empty
/// object says nothing; it may come at any time to find out whether the client is still there.
package struct RegistryBuildLine: Codable, Sendable, Equatable {
    package struct Detail: Codable, Sendable, Equatable {
        /// The exit status of the instruction that failed; nil where it was not an instruction.
        package var code: Int?
        package var message: String

        package init(code: Int? = nil, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// What was built and pushed.
    package struct Result: Codable, Sendable, Equatable {
        package var tag: String
        /// `sha256:` and 64 hexadecimal digits.
        package var digest: String
        /// Bytes of configuration and layers, as they are stored.
        package var size: Int

        package init(tag: String, digest: String, size: Int) {
            self.tag = tag
            self.digest = digest
            self.size = size
        }

        private enum CodingKeys: String, CodingKey {
            case tag = "Tag"
            case digest = "Digest"
            case size = "Size"
        }
    }

    /// A piece of the build log as it is, with its line ends; it may end within a line.
    package var stream: String?
    /// A step that is no part of the build log, the push for instance, as a line without its end.
    package var status: String?
    /// What has come of it; the last line of a build that went well.
    package var aux: Result?
    /// Why the build failed; the last line then.
    package var error: String?
    package var errorDetail: Detail?

    package init(stream: String? = nil, status: String? = nil, aux: Result? = nil) {
        self.stream = stream
        self.status = status
        self.aux = aux
    }

    /// The last line of a build that failed.
    package init(error: String, code: Int? = nil) {
        self.error = error
        errorDetail = Detail(code: code, message: error)
    }
}
