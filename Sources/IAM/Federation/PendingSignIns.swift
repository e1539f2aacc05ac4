// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import HTTP

/// Sign-ins that are under way at a provider: each can be finished once, by the browser that began it.
///
/// They live in memory and are bounded: a restart costs whoever is signing in one more try.
final class PendingSignIns: Sendable {
    /// What ties a sign-in to its browser.
    ///
    /// The browser comes back from another site, so it cannot be `SameSite=Strict`.
    struct Cookie: Sendable {
        private static let name = "__Host-slipway-federation"
        private static let length = 43

        fileprivate let value: String

        init() {
            value = RandomText.base64URL(count: Self.length)
        }

        init?(_ request: HTTPRequest) {
            guard let value = request.cookie(named: Self.name, length: Self.length) else { return nil }
            self.value = value
        }

        /// The header that gives it to the browser.
        var header: String {
            "\(Self.name)=\(value); Path=/; Max-Age=\(Int(PendingSignIns.lifetime)); Secure; HttpOnly; SameSite=Lax"
        }
    }

    /// One of them.
    struct Entry: Sendable {
        let issuer: String
        let nonce: String
        let codeVerifier: String
        /// The page on which it began.
        let path: String
        fileprivate let cookieHash: String
        fileprivate let expiresAt: Date
    }

    /// In seconds.
    static let lifetime = 600.0

    private let time: TimeSource
    private let limit: Int
    private let entries = Locked<[String: Entry]>([:])

    init(time: TimeSource, limit: Int = 10_000) {
        self.time = time
        self.limit = limit
    }

    /// Begins a sign-in and returns its name, the `state` that comes back with the browser.
    func begin(issuer: String, path: String, cookie: Cookie) -> (state: String, entry: Entry) {
        let now = time.now()
        let state = RandomText.base64URL(count: 43)
        let entry = Entry(
            issuer: issuer,
            nonce: RandomText.base64URL(count: 43),
            codeVerifier: RandomText.base64URL(count: 64),
            path: path,
            cookieHash: Digest.sha256Hex(cookie.value),
            expiresAt: now.addingTimeInterval(Self.lifetime)
        )
        entries.withLock { entries in
            if entries.count >= limit { entries = entries.filter { now < $0.value.expiresAt } }
            if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
            entries[Digest.sha256Hex(state)] = entry
        }
        return (state, entry)
    }

    /// Takes the sign-in called `state` out, if it lasts and the browser with `cookie` began it.
    ///
    /// It is gone in any case: a state that turns up elsewhere is not to be used by anybody any more.
    func take(state: String, cookie: Cookie?) -> Entry? {
        let now = time.now()
        guard let entry = entries.withLock({ $0.removeValue(forKey: Digest.sha256Hex(state)) }), let cookie,
            now < entry.expiresAt,
            ConstantTime.equals(Array(entry.cookieHash.utf8), Array(Digest.sha256Hex(cookie.value).utf8))
        else { return nil }
        return entry
    }
}
