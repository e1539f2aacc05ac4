// SPDX-License-Identifier: Apache-2.0

/// Why a sign-in through an identity provider came to nothing.
struct FederationRefusal: Error, Sendable {
    /// What users and the audit log are told; the codes are ours, as those in `APIError+IAM`.
    enum Reason: String, Sendable {
        /// The browser brings no sign-in that began here, or one that is over.
        case unknownState = "BXNIM9040E"
        /// The provider, or the person there, said no.
        case declined = "BXNIM9041E"
        /// The provider gave no answer.
        case unreachable = "BXNIM9042E"
        /// The provider's answer, or its token, does not hold.
        case untrusted = "BXNIM9043E"
        case unverifiedEmail = "BXNIM9044E"
        /// The address is of a domain that the provider does not speak for.
        case foreignEmail = "BXNIM9045E"
        case unknownPerson = "BXNIM9046E"
        /// The person came as another subject before.
        case otherSubject = "BXNIM9047E"
    }

    let reason: Reason
    /// For the log alone: it may hold words of the provider, and never a secret.
    let detail: String
    /// The address that the provider named, or the user typed.
    var email = ""

    init(_ reason: Reason, _ detail: String, email: String = "") {
        self.reason = reason
        self.detail = detail
        self.email = email
    }

    /// At most 60 characters of a code that somebody else chose, fit for a log.
    static func harmless(_ code: String) -> String {
        String(
            code.unicodeScalars.filter {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789_-.".unicodeScalars.contains($0))
            }.prefix(60).map(Character.init)
        )
    }

    var status: Int {
        switch reason {
        case .unknownState, .declined: 400
        case .unverifiedEmail, .foreignEmail, .unknownPerson, .otherSubject: 403
        case .untrusted: 502
        case .unreachable: 503
        }
    }

    /// What is wrong, for the user of the provider called `title`.
    func explanation(_ title: String) -> String {
        switch reason {
        case .unknownState:
            "This sign-in is over, or it began in another browser. A sign-in can be finished once, within ten minutes."
        case .declined: "\(title) did not sign you in."
        case .unreachable: "\(title) does not answer at the moment. Try again later, or log in with an API key."
        case .untrusted:
            "The answer of \(title) could not be trusted. If this happens again, tell your administrator."
        case .unverifiedEmail: "\(title) has not verified your e-mail address."
        case .foreignEmail: "\(title) signed you in with an e-mail address that it does not speak for here."
        case .unknownPerson: "Nobody has invited you yet. Ask the owner of an account to invite your e-mail address."
        case .otherSubject:
            "Your e-mail address belongs to another user of \(title) here. "
                + "Ask the owner of your account to remove and invite you again."
        }
    }
}
