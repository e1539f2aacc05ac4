// SPDX-License-Identifier: Apache-2.0

import Basics
import CCurl
import FoundationEssentials
import Glibc
import HTTP

/// Owns one libcurl session; serves one transfer at a time, on a thread that it blocks.
///
/// Connections stay open between the transfers of a session.
final class CurlSession: @unchecked Sendable {
    // SAFETY: all but `ccurl_cancel`, which any thread may call, runs on the transfer's thread or while there is none.
    private let session: OpaquePointer
    private var upload: FileBody?

    init() throws(HTTPClientError) {
        if let failure = ccurl_load() { throw .unavailable(reason: String(cString: failure)) }
        guard let session = ccurl_session_create() else { throw .unavailable(reason: "out of memory") }
        self.session = session
    }

    deinit {
        ccurl_session_free(session)
    }

    /// Applies the options of the next transfer.
    ///
    /// `streaming` means that silence is limited instead of the whole.
    func prepare(
        _ request: HTTPClientRequest,
        _ configuration: HTTPClientConfiguration,
        streaming: Bool
    ) throws(HTTPClientError) {
        ccurl_session_reset(session)
        upload = nil
        let limit = request.timeout ?? (streaming ? nil : configuration.timeout)
        var valid = ccurl_set_text(session, CCURL_URL, request.url)
        valid = valid && ccurl_set_text(session, CCURL_USER_AGENT, configuration.userAgent)
        if let limit { valid = valid && set(CCURL_TIMEOUT_MILLISECONDS, limit.milliseconds) }
        valid = valid && set(CCURL_CONNECT_TIMEOUT_MILLISECONDS, configuration.connectTimeout.milliseconds)
        valid = valid && set(CCURL_MAXIMUM_REDIRECTS, configuration.maximumRedirects)
        if !configuration.usesProxy || Self.isLoopback(request.url) {
            valid = valid && ccurl_set_text(session, CCURL_NO_PROXY, "*")
        }
        let hasBody = try setBody(request)
        guard valid, hasBody else { throw .invalid(url: request.url, reason: "an option was refused") }
        try setTrust(configuration, url: request.url)
        try setHeaders(request)
    }

    /// Limits the time without a single byte.
    func limitSilence(to limit: Duration) {
        _ = set(CCURL_STALL_SECONDS, max(1, limit.milliseconds / 1000))
    }

    /// Runs the prepared transfer on a thread of its own; cancelling the task ends it.
    func run(_ transfer: Transfer, url: String) async -> Result<Int, HTTPClientError> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isStarted = DetachedThread.run {
                    continuation.resume(returning: self.perform(transfer, url: url))
                }
                guard !isStarted else { return }
                continuation.resume(returning: .failure(.unreachable(url: url, reason: "no thread is to be had")))
            }
        } onCancel: {
            ccurl_cancel(session)
        }
    }

    private func perform(_ transfer: Transfer, url: String) -> Result<Int, HTTPClientError> {
        // SAFETY: the transfer outlives the call that uses the pointer.
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        let outcome = withExtendedLifetime(transfer) { ccurl_perform(session, context, passHeader, passBody) }
        upload = nil
        let reason = Self.withoutTiming(String(cString: ccurl_reason(session)))
        switch outcome {
        case CCURL_DONE, CCURL_STOPPED: return .success(ccurl_status(session))
        case CCURL_CANCELLED: return .failure(.cancelled)
        case CCURL_UNREACHABLE: return .failure(.unreachable(url: url, reason: reason))
        case CCURL_UNTRUSTED: return .failure(.untrusted(url: url, reason: reason))
        case CCURL_TIMED_OUT: return .failure(.timedOut(url: url))
        case CCURL_INVALID: return .failure(.invalid(url: url, reason: reason))
        default: return .failure(.interrupted(url: url, reason: reason))
        }
    }

    /// The reason without how long it took (` after 3 ms`), which would make each attempt look different.
    static func withoutTiming(_ reason: String) -> String {
        guard let start = reason.firstRange(of: " after ") else { return reason }
        let rest = reason[start.upperBound...].drop { $0.isNumber }
        guard rest.hasPrefix(" ms") else { return reason }
        return String(reason[..<start.lowerBound] + rest.dropFirst(3))
    }

    private func setBody(_ request: HTTPClientRequest) throws(HTTPClientError) -> Bool {
        let method = request.method.rawValue
        guard let path = request.bodyFile else {
            return request.body.withUnsafeBytes { ccurl_set_request(session, method, $0.baseAddress, $0.count) }
        }
        guard let file = FileBody(path: path) else {
            let reason = FileError(path: path, action: "read", code: errno).description
            throw .invalid(url: request.url, reason: reason)
        }
        upload = file
        return ccurl_set_upload(session, method, file.descriptor, Int64(file.count))
    }

    private func set(_ option: ccurl_number_option, _ value: Int) -> Bool {
        ccurl_set_number(session, option, value)
    }

    private func setTrust(_ configuration: HTTPClientConfiguration, url: String) throws(HTTPClientError) {
        var valid = true
        switch configuration.trust {
        case .system:
            if let path = AuthorityBundle.systemPath { valid = ccurl_set_text(session, CCURL_AUTHORITY_FILE, path) }
        case .file(let path): valid = ccurl_set_text(session, CCURL_AUTHORITY_FILE, path)
        case .pem(let pem): valid = ccurl_set_blob(session, CCURL_AUTHORITY_PEM, pem, pem.utf8.count)
        case .anything: valid = set(CCURL_VERIFY_PEER, 0)
        }
        if let (certificate, key) = configuration.clientCertificate {
            valid = valid && ccurl_set_blob(session, CCURL_CERTIFICATE_PEM, certificate, certificate.utf8.count)
            valid = valid && ccurl_set_blob(session, CCURL_KEY_PEM, key, key.utf8.count)
        }
        guard valid else { throw .invalid(url: url, reason: "the certificates cannot be used") }
    }

    private func setHeaders(_ request: HTTPClientRequest) throws(HTTPClientError) {
        // libcurl adds these by itself; without a value they are left out.
        // It asks before it sends a file: who may not send one shall not have to.
        var lines = [request.bodyFile == nil ? "Expect:" : "Expect: 100-continue"]
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        if request.headers["Accept"] == nil { lines.append("Accept: */*") }
        for (name, value) in request.headers.fields {
            guard !(name + value).utf8.contains(where: { $0 < 32 || $0 == 127 }), !name.isEmpty else {
                throw .invalid(url: request.url, reason: "header \"\(name)\" contains control characters")
            }
            lines.append(value.isEmpty ? name + ";" : "\(name): \(value)")
        }
        for line in lines {
            guard ccurl_add_header(session, line) else { throw .invalid(url: request.url, reason: "out of memory") }
        }
    }

    private static func isLoopback(_ url: String) -> Bool {
        guard let start = url.firstRange(of: "://")?.upperBound else { return false }
        let authority = url[start...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last ?? authority
        return host.hasPrefix("127.") || host.hasPrefix("[::1]") || host == "localhost" || host.hasPrefix("localhost:")
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        max(1, Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000))
    }
}

private let passHeader: ccurl_sink = { context, bytes, count in
    guard let context, let bytes else { return false }
    // SAFETY: the context is the transfer that `perform` keeps alive for the duration of this call.
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: count))
}

private let passBody: ccurl_sink = { context, bytes, count in
    guard let context, let bytes else { return false }
    // SAFETY: as in `passHeader`.
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveBody(Data(bytes: bytes, count: count))
}
