// SPDX-License-Identifier: Apache-2.0

/// How a route takes bodies that are too large for memory: into a file, after the head was looked at.
package struct UploadRule: Sendable {
    package var maximumBytes: Int
    /// Looks at a request that has no body yet: `HTTPResponse.goOn` lets the body come, any other answer is the answer.
    package var admit: HTTPHandler

    package init(maximumBytes: Int, admit: @escaping HTTPHandler) {
        self.maximumBytes = maximumBytes
        self.admit = admit
    }
}

extension HTTPResponse {
    /// The client may send the body.
    package static var goOn: HTTPResponse { HTTPResponse(status: 100) }
}
