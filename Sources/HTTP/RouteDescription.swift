// SPDX-License-Identifier: Apache-2.0

/// What a route does, takes and gives, in words and types for those who call it.
package struct RouteDescription: Sendable {
    /// What the body of a request or of an answer is.
    package enum Content: Sendable {
        case nothing
        /// JSON as this type reads and writes it.
        case json(any (Decodable & Sendable).Type)
        /// A file of this media type.
        case file(String)
    }

    /// A value in the query or in a header.
    package struct Parameter: Sendable, Equatable {
        package let name: String
        /// A sentence.
        package let meaning: String
        package let isHeader: Bool
        package let isRequired: Bool
        /// The values that it can have; empty if they are not few.
        package let values: [String]

        /// A value in the query.
        package static func query(
            _ name: String,
            _ meaning: String,
            isRequired: Bool = false,
            values: [String] = []
        ) -> Parameter {
            Parameter(name: name, meaning: meaning, isHeader: false, isRequired: isRequired, values: values)
        }

        package static func header(_ name: String, _ meaning: String, isRequired: Bool = false) -> Parameter {
            Parameter(name: name, meaning: meaning, isHeader: true, isRequired: isRequired, values: [])
        }
    }

    /// The part of the API that it belongs to: `Clusters`.
    package let part: String
    /// What it does, as an order without a full stop: `List the clusters`.
    package let summary: String
    /// Further sentences; may be empty.
    package let details: String
    /// Whether it can be called without a token.
    package let isPublic: Bool
    package let parameters: [Parameter]
    package let body: Content
    /// The members of the body without which it is refused.
    package let needed: [String]
    /// The status of success.
    package let status: Int
    /// Another one, with the same answer; nil if there is none.
    package let otherStatus: Int?
    package let answer: Content

    package init(
        _ part: String,
        _ summary: String,
        details: String = "",
        isPublic: Bool = false,
        parameters: [Parameter] = [],
        takes body: Content = .nothing,
        needing needed: [String] = [],
        status: Int = 200,
        or otherStatus: Int? = nil,
        gives answer: Content = .nothing
    ) {
        self.part = part
        self.summary = summary
        self.details = details
        self.isPublic = isPublic
        self.parameters = parameters
        self.body = body
        self.needed = needed
        self.status = status
        self.otherStatus = otherStatus
        self.answer = answer
    }
}

/// A route that has been added to a router.
package struct RouteEntry: Sendable {
    package let method: HTTPMethod
    /// As it was given: `/v1/clusters/{cluster}`.
    package let pattern: String
    /// Nil for a route that is not for others to call.
    package let description: RouteDescription?
}
