// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import HTTP

/// Knows browsers by a cookie: who signed in with which, and which forms were made for it.
///
/// It lives in memory and is bounded: a restart signs browsers out, and costs one more sign-in.
final class BrowserSessions: Sendable {
    /// What a browser keeps; unguessable.
    struct Cookie: Sendable, Equatable {
        fileprivate let value: String

        /// A new one, known to nobody.
        init() {
            value = RandomText.base64URL(count: Self.length)
        }

        /// The one that `request` brings, if it looks like one.
        init?(_ request: HTTPRequest) {
            guard let value = request.cookie(named: Self.name, length: Self.length) else { return nil }
            self.value = value
        }

        /// The `__Host-` makes browsers insist on TLS, on no domain, and on the whole site.
        private static let name = "__Host-slipway-session"
        private static let length = 43

        /// The header that gives it to the browser.
        var header: String {
            Self.header(value, maximumAge: Int(BrowserSessions.lifetime))
        }

        /// The header that takes any away from the browser.
        static var removal: String {
            header("", maximumAge: 0)
        }

        private static func header(_ value: String, maximumAge: Int) -> String {
            "\(name)=\(value); Path=/; Max-Age=\(maximumAge); Secure; HttpOnly; SameSite=Strict"
        }
    }

    private struct Entry {
        let iamID: String
        let expiresAt: Date
    }

    /// In seconds.
    static let lifetime = 600.0

    private let time: TimeSource
    private let limit: Int
    private let secret = RandomText.hex(byteCount: 32)
    private let entries = Locked<[String: Entry]>([:])

    init(time: TimeSource, limit: Int = 10_000) {
        self.time = time
        self.limit = limit
    }

    /// Signs a browser in: with a new cookie, so that one planted before is worth nothing.
    func begin(iamID: String) -> Cookie {
        let cookie = Cookie()
        let now = time.now()
        let entry = Entry(iamID: iamID, expiresAt: now.addingTimeInterval(Self.lifetime))
        entries.withLock { entries in
            if entries.count >= limit { entries = entries.filter { now < $0.value.expiresAt } }
            if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
            entries[Digest.sha256Hex(cookie.value)] = entry
        }
        return cookie
    }

    /// Who signed in with `cookie`, for as long as that lasts.
    func iamID(of cookie: Cookie) -> String? {
        let now = time.now()
        let entry = entries.withLock { $0[Digest.sha256Hex(cookie.value)] }
        return entry.flatMap { now < $0.expiresAt ? $0.iamID : nil }
    }

    /// Signs the browser with `cookie` out.
    func end(_ cookie: Cookie) {
        entries.withLock { $0[Digest.sha256Hex(cookie.value)] = nil }
    }

    /// What a form for the browser with `cookie` must bring back; another site cannot know it.
    func formToken(for cookie: Cookie) -> String {
        Digest.sha256Hex(secret + Digest.sha256Hex(secret + cookie.value))
    }

    /// Whether a form with `token` was made for the browser with `cookie`.
    func accepts(_ token: String?, from cookie: Cookie?) -> Bool {
        guard let token, let cookie else { return false }
        return ConstantTime.equals(Array(token.utf8), Array(formToken(for: cookie).utf8))
    }
}
