// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import Testing

@Suite struct KubeconfigDocumentTests {
    @Test func personsDocumentCarriesTokens() {
        let document = KubeconfigDocument.oidc(
            clusterName: "true",
            serverURL: "https://127.0.0.1:20001",
            authorityFile: "ca-prod-dal10-true.pem",
            userName: "o'neil \"x\"@example.com",
            issuerURL: "https://127.0.0.1:6780/identity",
            issuerAuthorityPEM: "PEM\n",
            idToken: "a.b.c",
            refreshToken: "refresh"
        )
        #expect(
            document == """
                apiVersion: v1
                kind: Config
                clusters:
                - name: "true"
                  cluster:
                    certificate-authority: "ca-prod-dal10-true.pem"
                    server: "https://127.0.0.1:20001"
                contexts:
                - name: "true"
                  context:
                    cluster: "true"
                    user: "o'neil \\"x\\"@example.com"
                    namespace: "default"
                current-context: "true"
                preferences: {}
                users:
                - name: "o'neil \\"x\\"@example.com"
                  user:
                    auth-provider:
                      name: oidc
                      config:
                        client-id: "bx"
                        client-secret: "bx"
                        id-token: "a.b.c"
                        idp-certificate-authority-data: "UEVNCg=="
                        idp-issuer-url: "https://127.0.0.1:6780/identity"
                        refresh-token: "refresh"

                """
        )
    }

    @Test func superUsersDocumentNamesFiles() {
        let document = KubeconfigDocument.clientCertificate(
            clusterName: "a",
            serverURL: "https://127.0.0.1:20001",
            authorityFile: "ca.pem"
        )
        #expect(document.contains("    client-certificate: \"admin.pem\"\n    client-key: \"admin-key.pem\"\n"))
        #expect(document.contains("- name: \"admin\"\n"))
    }

    @Test func controlCharactersAreEscaped() {
        let document = KubeconfigDocument.clientCertificate(
            clusterName: "a\n\t\u{1}\\",
            serverURL: "https://127.0.0.1:20001",
            authorityFile: "ca.pem"
        )
        #expect(document.contains("- name: \"a\\n\\t\\x01\\\\\"\n"))
    }
}
