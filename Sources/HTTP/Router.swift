// SPDX-License-Identifier: Apache-2.0

/// Answers one request.
package typealias HTTPHandler = @Sendable (HTTPRequest) async throws -> HTTPResponse

/// Wraps a handler: runs before and after it, or answers in its place.
package typealias Middleware = @Sendable (HTTPRequest, HTTPHandler) async throws -> HTTPResponse

/// Something that brings routes: each feature mounts itself.
package protocol RouteCollection: Sendable {
    func mount(on router: inout Router)
}

/// Finds the handler for a request by method and path.
///
/// Patterns are paths whose segments are fixed text or `{name}`; a fixed segment wins over a name. One segment may be
/// `{name...}`, which stands for one segment or more; a pattern without it wins. Paths are matched while still encoded,
/// so an encoded slash stays inside its segment; one slash at the end is ignored. A path that knows GET knows HEAD too:
/// the server leaves out the body.
package struct Router: Sendable {
    private struct Route: Sendable {
        let method: HTTPMethod
        let segments: [Substring]
        let handler: HTTPHandler

        /// Whether this is to be preferred where both fit.
        func isNarrower(than other: Route) -> Bool {
            guard hasRest == other.hasRest else { return other.hasRest }
            let (fixed, others) = (fixedCount, other.fixedCount)
            return hasRest ? fixed > others : segments.count - fixed < other.segments.count - others
        }

        private var hasRest: Bool { segments.contains { Router.isRest($0) } }
        private var fixedCount: Int { segments.count { !$0.hasPrefix("{") } }
    }

    private var routes: [Route] = []
    /// All routes in the order in which they were added.
    package private(set) var entries: [RouteEntry] = []
    /// The handlers of the routes without names: nothing wins over these, so they need no search.
    private var fixed: [HTTPMethod: [[Substring]: HTTPHandler]] = [:]
    private var uploads: [(route: Route, rule: UploadRule)] = []
    private var middleware: [Middleware] = []

    package init() {}

    /// The result of a look-up.
    package enum Match: Sendable {
        case found(HTTPHandler, parameters: [String: String])
        /// The path exists, for these methods only.
        case methodNotAllowed([HTTPMethod])
        case notFound
    }

    /// Adds a route, wrapped in the middleware that is in force.
    package mutating func on(_ method: HTTPMethod, _ pattern: String, _ handler: @escaping HTTPHandler) {
        on(method, pattern, nil, handler)
    }

    /// Adds a route with what those who are to call it have to know.
    package mutating func on(
        _ method: HTTPMethod,
        _ pattern: String,
        _ description: RouteDescription?,
        _ handler: @escaping HTTPHandler
    ) {
        let wrapped = wrap(handler)
        entries.append(RouteEntry(method: method, pattern: pattern, description: description))
        let segments = Self.split(pattern)
        routes.append(Route(method: method, segments: segments, handler: wrapped))
        guard !segments.contains(where: { $0.hasPrefix("{") }), fixed[method]?[segments] == nil else { return }
        fixed[method, default: [:]][segments] = wrapped
    }

    /// Adds a route whose bodies may be large: `upload` says how large, and looks at each request before its body comes.
    ///
    /// `handler` finds the body in the request's `file`; one that is empty is none.
    package mutating func on(
        _ method: HTTPMethod,
        _ pattern: String,
        upload: UploadRule,
        _ description: RouteDescription? = nil,
        _ handler: @escaping HTTPHandler
    ) {
        on(method, pattern, description, handler)
        let rule = UploadRule(maximumBytes: upload.maximumBytes, admit: wrap(upload.admit))
        let route = Route(method: method, segments: Self.split(pattern), handler: rule.admit)
        uploads.append((route, rule))
    }

    /// How the body of a request is to be taken; nil where it goes to memory.
    package func uploadRule(_ method: HTTPMethod, _ path: String) -> UploadRule? {
        guard !uploads.isEmpty else { return nil }
        let segments = Self.split(path)
        for (route, rule) in uploads where route.method == method {
            guard let parameters = Self.parameters(of: route, in: segments) else { continue }
            return UploadRule(maximumBytes: rule.maximumBytes) { request in
                var request = request
                request.parameters = parameters
                return try await rule.admit(request)
            }
        }
        return nil
    }

    private func wrap(_ handler: @escaping HTTPHandler) -> HTTPHandler {
        middleware.reversed().reduce(handler) { inner, outer in
            { request in try await outer(request, inner) }
        }
    }

    /// Puts `wrapper` around every route that `add` adds.
    package mutating func wrapping(_ wrapper: @escaping Middleware, _ add: (inout Router) -> Void) {
        middleware.append(wrapper)
        add(&self)
        middleware.removeLast()
    }

    /// Lets a feature add its routes.
    package mutating func mount(_ collection: some RouteCollection) {
        collection.mount(on: &self)
    }

    /// The handler for a request; the path is still encoded.
    package func match(_ method: HTTPMethod, _ path: String) -> Match {
        let match = exactMatch(method, path)
        if method == .head, case .methodNotAllowed(let methods) = match, methods.contains(.get) {
            return exactMatch(.get, path)
        }
        return match
    }

    private func exactMatch(_ method: HTTPMethod, _ path: String) -> Match {
        let segments = Self.split(path)
        if let handler = fixed[method]?[segments] { return .found(handler, parameters: [:]) }
        var best: (route: Route, parameters: [String: String])?
        var methods: [HTTPMethod] = []
        for route in routes {
            guard let parameters = Self.parameters(of: route, in: segments) else { continue }
            if !methods.contains(route.method) { methods.append(route.method) }
            guard route.method == method else { continue }
            if best.map({ route.isNarrower(than: $0.route) }) ?? true { best = (route, parameters) }
        }
        if let best { return .found(best.route.handler, parameters: best.parameters) }
        return methods.isEmpty ? .notFound : .methodNotAllowed(methods)
    }

    private static func parameters(of route: Route, in segments: [Substring]) -> [String: String]? {
        var parameters: [String: String] = [:]
        var rest = segments[...]
        for (index, pattern) in route.segments.enumerated() {
            // What the segments after this one need is not for this one.
            let available = rest.count - (route.segments.count - index - 1)
            guard available > 0 else { return nil }
            if pattern.hasPrefix("{") {
                let taken = rest.prefix(isRest(pattern) ? available : 1)
                rest = rest.dropFirst(taken.count)
                guard let value = value(of: taken) else { return nil }
                parameters[name(of: pattern)] = value
            } else if rest.popFirst() != pattern {
                return nil
            }
        }
        return rest.isEmpty ? parameters : nil
    }

    /// The decoded text of the segments with slashes between them; nil if any is empty or malformed.
    private static func value(of segments: ArraySlice<Substring>) -> String? {
        let decoded = segments.compactMap { PercentCoding.decode($0) }
        guard decoded.count == segments.count, !decoded.contains("") else { return nil }
        return decoded.joined(separator: "/")
    }

    private static func name(of pattern: Substring) -> String {
        String(pattern.dropFirst().dropLast(isRest(pattern) ? 4 : 1))
    }

    fileprivate static func isRest(_ pattern: Substring) -> Bool {
        pattern.hasSuffix("...}")
    }

    private static func split(_ path: String) -> [Substring] {
        var segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        if segments.last?.isEmpty == true { segments.removeLast() }
        return segments.map { Substring($0) }
    }
}
