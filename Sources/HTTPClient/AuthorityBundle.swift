// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// Where the machine keeps the certificate authorities it trusts.
enum AuthorityBundle {
    /// `SSL_CERT_FILE` if set, else the first of the usual bundles that exists; nil leaves it to the library.
    static var systemPath: String? {
        if let path = ProcessInfo.processInfo.environment["SSL_CERT_FILE"], !path.isEmpty { return path }
        return usualPaths.first { access($0, R_OK) == 0 }
    }

    private static let usualPaths = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]
}
