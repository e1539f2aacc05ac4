// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import Testing

@Suite struct PlainJSONWritableTests {
    /// What the encoder of the system makes of the value's own `encode(to:)`.
    private static func reference(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func written(_ value: some PlainJSONWritable) throws -> String {
        String(decoding: try PlainJSON.encode(value), as: UTF8.self)
    }

    private static func claims(_ isFull: Bool) -> AccessTokenClaims {
        var claims = AccessTokenClaims(
            iamID: "IBMid-1",
            email: "jane@example.com",
            givenName: "Jane \"J\" \\ /",
            familyName: "Döe\u{1F600}\n\u{1}",
            account: isFull ? .init(bss: "a", valid: false) : nil
        )
        guard isFull else { return claims }
        (claims.iat, claims.exp, claims.nbf, claims.acr, claims.amr) = (1, 2, 3, -4, ["pwd", "otp"])
        (claims.iss, claims.grantType, claims.jti) = ("https://a/identity", "b", "c")
        (claims.subType, claims.aud, claims.apiKeyID) = ("ServiceId", "d", "e")
        return claims
    }

    @Test(arguments: [true, false])
    func claimsAreWrittenAsTheyAreEncoded(isFull: Bool) throws {
        let claims = Self.claims(isFull)
        #expect(try Self.written(claims) == Self.reference(claims))
    }

    @Test(arguments: [true, false])
    func tokensAreWrittenAsTheyAreEncoded(isFull: Bool) throws {
        var tokens = TokenResponse(accessToken: "a", refreshToken: "b", expiresIn: 1, expiration: 2)
        if isFull {
            (tokens.idToken, tokens.uaaToken, tokens.uaaRefreshToken, tokens.scope) = ("c", "d", "e", "f")
        }
        #expect(try Self.written(tokens) == Self.reference(tokens))
    }

    @Test(arguments: [true, false])
    func clustersAreWrittenAsTheyAreEncoded(isFull: Bool) throws {
        var cluster = ClusterInfo(id: "a", name: "b")
        if isFull {
            (cluster.statusMessage, cluster.idleTime, cluster.isHibernated) = ("c \"d\"", "30m", false)
            (cluster.isPaid, cluster.workerCount, cluster.serverURL) = (true, 3, "https://e:20000")
            cluster.addons = [ClusterAddon(name: "f", enabled: true), ClusterAddon(name: "g", enabled: false)]
            let subnet = ClusterSubnet(id: "h", cidr: "i/24", addresses: ["j", "k"], isPublic: true)
            cluster.vlans = [
                ClusterVLAN(id: "l", zone: "m", region: "n", subnets: [subnet]),
                ClusterVLAN(id: "o", zone: "p", region: "q"),
            ]
        }
        #expect(try Self.written(cluster) == Self.reference(cluster))
        let list = try PlainJSON.encode(["r": [cluster, cluster]])
        #expect(try String(decoding: list, as: UTF8.self) == Self.reference(["r": [cluster, cluster]]))
    }

    @Test func auditRecordsAreWrittenAsTheyAreEncoded() throws {
        let record = AuditRecord(
            time: "a",
            iamID: "b",
            user: "c",
            action: "d",
            target: "e\t\"",
            account: "f",
            address: "g",
            result: "h",
            requestID: "i"
        )
        #expect(try Self.written(record) == Self.reference(record))
    }
}
