// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import HTTP

/// What a client sends.
package struct HTTPClientRequest: Sendable {
    package var method: HTTPMethod
    /// Absolute and percent-encoded; the path is sent exactly as it stands here.
    package var url: String
    package var headers: HTTPHeaders
    package var body: Data
    /// A file whose content is sent in place of `body`, without being read into memory; the server may refuse it before.
    package var bodyFile: String?
    /// Limit for the whole request, in place of the client's.
    package var timeout: Duration?

    package init(
        method: HTTPMethod = .get,
        url: String,
        headers: HTTPHeaders = [:],
        body: Data = Data(),
        bodyFile: String? = nil,
        timeout: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.bodyFile = bodyFile
        self.timeout = timeout
    }
}
