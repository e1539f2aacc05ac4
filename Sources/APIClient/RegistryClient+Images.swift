// SPDX-License-Identifier: Apache-2.0

package import API
package import Basics
import FoundationEssentials
import HTTP

/// Images, which are named as `host/namespace/repository:tag` or with `@digest`.
extension RegistryClient {
    /// The images of the account; those of a namespace or of a repository `namespace/name` if one is given.
    package func images(
        namespace: String? = nil,
        repository: String? = nil,
        includesIBM: Bool = false,
        withVulnerabilities: Bool = true
    ) async throws(ClientError) -> [RegistryImageInfo] {
        var query = [(name: "includePrivate", value: "true"), (name: "includeIBM", value: String(includesIBM))]
        query.append((name: "vulnerabilities", value: String(withVulnerabilities)))
        if let namespace { query.append((name: "namespace", value: namespace)) }
        if let repository { query.append((name: "repository", value: repository)) }
        return try await value([RegistryImageInfo].self, .get, "/images?" + Self.text(of: query))
    }

    /// The configuration of an image, in the form of `docker inspect`.
    package func inspection(of image: String) async throws(ClientError) -> JSONValue {
        try await value(JSONValue.self, .get, path(image) + "/json")
    }

    /// Deletes a tag or a digest; gives its full name.
    package func removeImage(_ image: String) async throws(ClientError) -> String {
        let response = try await send(.delete, path(image))
        return try connection.decode(RegistryImageDeletion.self, from: response, url: url(path(image))).untagged
    }

    /// What is known to be wrong with an image.
    package func report(on image: String) async throws(ClientError) -> RegistryReport {
        try await value(RegistryReport.self, .get, path(image) + "/vulnerabilities")
    }

    private func path(_ image: String) -> String {
        "/images/" + PercentCoding.encode(image)
    }

    /// Has an image built from the archive at `path` and put into its namespace; gives the line that tells what came of it.
    ///
    /// `onLine` gets each line as it comes. Cancelling the task closes the connection, which cancels the build.
    package func build(
        _ order: RegistryBuildOrder,
        archive path: String,
        onLine: @escaping @Sendable (RegistryBuildLine) -> Void
    ) async throws(ClientError) -> RegistryBuildLine {
        let url = url("/builds?" + Self.text(of: order.query))
        let lines = Locked(BuildLines())
        let headers: @Sendable (Credentials) -> HTTPHeaders = {
            var headers = Self.headers($0)
            headers["Content-Type"] = "application/x-tar"
            return headers
        }
        try await connection.exchange(.post, url, file: path, headers: headers) { piece in
            for line in lines.withLock({ $0.take(piece) }) { onLine(line) }
        }
        let result = lines.withLock { $0 }
        guard !result.isBroken else { throw .unexpectedAnswer(url: self.url("/builds"), status: 200) }
        guard let last = result.last else {
            throw .interrupted(url: self.url("/builds"), reason: "the build log ends early")
        }
        return last
    }
}

/// Puts the pieces of an answer together to lines.
private struct BuildLines {
    private var rest = Data()
    /// The line that ends the answer, once it is there.
    private(set) var last: RegistryBuildLine?
    /// Whether a line was none that can be understood.
    private(set) var isBroken = false

    mutating func take(_ piece: Data) -> [RegistryBuildLine] {
        rest.append(piece)
        var lines: [RegistryBuildLine] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let text = Data(rest[rest.startIndex..<end])
            rest = Data(rest[rest.index(after: end)...])
            guard text.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            guard let line = try? JSONDecoder().decode(RegistryBuildLine.self, from: text) else {
                isBroken = true
                continue
            }
            if line.aux != nil || line.error != nil { last = line }
            lines.append(line)
        }
        return lines
    }
}
