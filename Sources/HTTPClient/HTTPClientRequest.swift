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
    /// Limit for the whole request, in place of the client's.
    package var timeout: Duration?

    package init(
        method: HTTPMethod = .get,
        url: String,
        headers: HTTPHeaders = [:],
        body: Data = Data(),
        timeout: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}
