// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// What a provider says about who signed in, once it has proved to be meant for us.
struct ProviderClaims: Sendable {
    /// How far clocks may be apart, in seconds.
    private static let skew = 60.0

    let subject: String
    /// Lower case; empty if the provider names none, or something that is no address.
    let email: String
    let isVerified: Bool
    let givenName: String
    let familyName: String

    /// Throws unless the ID token with this payload was made by the provider, for us, for this sign-in, just now.
    static func check(_ payload: JSONValue, of provider: IdentityProvider, nonce: String, now: Date) throws {
        func refuse(_ detail: String) -> FederationRefusal { FederationRefusal(.untrusted, "the ID token \(detail)") }
        guard payload["iss"]?.text == provider.issuer else { throw refuse("is of another issuer") }
        let audience = payload["aud"]?.text.map { [$0] } ?? payload["aud"]?.elements?.compactMap(\.text) ?? []
        guard audience.contains(provider.clientID) else { throw refuse("is for another client") }
        let party = payload["azp"]?.text
        guard party == provider.clientID || (party == nil && audience.count == 1) else {
            throw refuse("was given to another client")
        }
        guard payload["nonce"]?.text == nonce else { throw refuse("is of another sign-in") }
        let seconds = now.timeIntervalSince1970
        guard let expiry = number(payload["exp"]), seconds < expiry + skew else { throw refuse("has expired") }
        guard let issued = number(payload["iat"]), issued <= seconds + skew else { throw refuse("is of the future") }
        guard subject(payload) != nil else { throw refuse("names no subject") }
    }

    /// The subject: up to 255 ASCII characters, as the standard has it.
    static func subject(_ payload: JSONValue) -> String? {
        guard let text = payload["sub"]?.text, !text.isEmpty, text.utf8.count <= 255, text.utf8.allSatisfy({ $0 < 128 })
        else { return nil }
        return text
    }

    /// Whether `payload` alone tells what `provider` must tell.
    static func areComplete(_ payload: JSONValue, of provider: IdentityProvider) -> Bool {
        payload[provider.claims.email] != nil && (!provider.requiresVerifiedEmail || payload["email_verified"] != nil)
    }

    /// Reads a payload that `check` has let pass, and for what it lacks, what the provider told besides.
    init(_ payload: JSONValue, besides: JSONValue?, of provider: IdentityProvider) throws {
        guard let subject = Self.subject(payload) else {
            throw FederationRefusal(.untrusted, "the ID token names no subject")
        }
        // The standard wants this compared: the other answer could be about somebody else.
        if let besides, Self.subject(besides) != subject {
            throw FederationRefusal(.untrusted, "the user info is about another subject")
        }
        self.subject = subject
        func claim(_ name: String) -> JSONValue? { payload[name] ?? besides?[name] }
        func name(_ claimName: String) -> String {
            String((claim(claimName)?.text ?? "").filter { !$0.isNewline }.prefix(100))
        }
        email = Self.address(claim(provider.claims.email)?.text ?? "")
        // Some providers write the truth in quotes.
        isVerified = claim("email_verified")?.truth ?? (claim("email_verified")?.text == "true")
        givenName = name(provider.claims.givenName)
        familyName = name(provider.claims.familyName)
    }

    private static func number(_ value: JSONValue?) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    private static func address(_ text: String) -> String {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isClean = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !text.contains { "<>\"',;".contains($0) }
        let isAddress = parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && isClean && text.utf8.count <= 254
        return isAddress ? text.lowercased() : ""
    }
}
