// SPDX-License-Identifier: Apache-2.0

/// The program that keeps images and speaks the registry protocol with docker and containerd.
///
/// It asks nobody who may do what: it believes tokens that carry our signature, and tells us of pushes and pulls.
package protocol RegistryEngine: Sendable {
    /// Makes it run as `settings` say, or finds that it does; returns when it answers.
    ///
    /// May be called again at any time, also with other settings: then it is replaced.
    func realize(_ settings: RegistryEngineSettings) async throws(RegistryEngineError)

    /// Ends the program; images stay.
    func halt() async throws(RegistryEngineError)

    /// Stops supervising it without touching it: `realize` takes it over again.
    func release() async
}

/// What an engine is told.
package struct RegistryEngineSettings: Sendable, Equatable {
    /// Where clients reach it, `host:port`, without a scheme.
    package let host: String
    /// Address and port to listen on.
    package let listen: String
    package let certificatePEM: String
    package let keyPEM: String
    /// Where clients get tokens, an absolute URL.
    package let realm: String
    /// The name of the token service, as `iss` of its tokens.
    package let issuer: String
    /// What tokens are for, as `aud`.
    package let service: String
    /// The certificates whose keys sign tokens.
    package let tokenCertificatesPEM: String
    /// Where pushes and pulls are told, and the secret that proves who tells it.
    package let notificationURL: String
    package let notificationSecret: String
    /// The authority to be trusted at `notificationURL`.
    package let authorityPEM: String

    package init(
        host: String,
        listen: String,
        certificatePEM: String,
        keyPEM: String,
        realm: String,
        issuer: String,
        service: String,
        tokenCertificatesPEM: String,
        notificationURL: String,
        notificationSecret: String,
        authorityPEM: String
    ) {
        self.host = host
        self.listen = listen
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.realm = realm
        self.issuer = issuer
        self.service = service
        self.tokenCertificatesPEM = tokenCertificatesPEM
        self.notificationURL = notificationURL
        self.notificationSecret = notificationSecret
        self.authorityPEM = authorityPEM
    }
}

/// Why the engine does not run.
package struct RegistryEngineError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
