// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import FoundationEssentials
import HTTP
import HTTPClient
import PluginKit
import TestSupport
import Testing

@Suite struct ServiceIDTests {
    private func withRobot(_ body: (CommandSession) async throws -> Void) async throws {
        try await IdentityServer.with(serviceIDs: [IdentityServer.serviceID("robot")]) {
            (user: CommandSession) async throws in
            let keys = [IdentityServer.key("ci", 5, iamID: "iam-ServiceId-1")]
            user.server.publish(IdentityServer.keyList(of: "iam-ServiceId-1"), try IdentityServer.page(keys))
            try await body(user)
        }
    }

    @Test func serviceIDsAreListedAndShown() async throws {
        try await withRobot { (user: CommandSession) async throws in
            try Golden.expect(await user.bx("iam", "service-ids").text, is: "iam-service-ids.txt")
            try Golden.expect(await user.bx("iam", "service-id", "robot").text, is: "iam-service-id.txt")
            let json = await user.bx("iam", "service-ids", "--output", "json").text
            try Golden.expect(json, is: "iam-service-ids.json")
            #expect(await user.bx("iam", "service-ids", "--uuid").text == "ServiceId-1\n")
            for word in ["robot", "ServiceId-1", "iam-ServiceId-1"] {
                #expect(await user.bx("iam", "service-id", word, "--uuid").text == "ServiceId-1\n")
            }
            let unknown = await user.bx("iam", "service-id", "none")
            #expect(unknown.status == 1 && unknown.text.contains("Use 'bx iam service-ids' to list its service IDs."))
        }
    }

    @Test func aServiceIDIsMade() async throws {
        try await withRobot { (user: CommandSession) async throws in
            user.server.publish(IdentityServer.serviceIDs, try .json(IdentityServer.serviceID("robot"), status: 201))
            let result = await user.bx("iam", "service-id-create", "robot", "--description", "builds")
            try Golden.expect(result.text, is: "iam-service-id-create.txt")
            let order = try JSONDecoder().decode(
                ServiceIDRequest.self,
                from: try #require(user.server.received.last).body
            )
            #expect((order.name, order.description) == ("robot", "builds"))
            #expect(order.accountID == IdentityServer.account)
        }
    }

    @Test func aServiceIDIsChangedLockedAndDeleted() async throws {
        try await withRobot { (user: CommandSession) async throws in
            let path = "/v1/serviceids/ServiceId-1"
            user.server.publish(path, try .json(IdentityServer.serviceID("droid")))
            user.server.publish("\(path)/lock", try .json(IdentityServer.serviceID("robot")))
            let changed = await user.bx("iam", "service-id-update", "robot", "-n", "droid", "-v", "7-x", "-f")
            #expect(changed.status == 0 && user.server.received.last?.headers["If-Match"] == "7-x")
            #expect(await user.bx("iam", "service-id-lock", "robot").text.contains("robot is locked now."))
            #expect(user.server.requests.last == "POST \(path)/lock")
            #expect(await user.bx("iam", "service-id-unlock", "robot").status == 0)
            #expect(user.server.requests.last == "DELETE \(path)/lock")
            user.server.publish(path, HTTPResponse(status: 204))
            let deleted = await user.bx("iam", "service-id-delete", "robot", input: ["yes"])
            try Golden.expect(deleted.text, is: "iam-service-id-delete.txt")
            user.server.publish(path, IdentityServer.refusal("BXNIM9110E", "The service ID has locked API keys"))
            let refused = await user.bx("iam", "service-id-delete", "robot", "-f")
            #expect(refused.text.contains("Use 'bx iam service-api-key-unlock' to unlock them first."))
        }
    }

    @Test func keysOfAServiceIDAreManaged() async throws {
        try await withRobot { (user: CommandSession) async throws in
            try Golden.expect(await user.bx("iam", "service-api-keys", "robot").text, is: "iam-service-api-keys.txt")
            let shown = await user.bx("iam", "service-api-key", "ci", "robot")
            try Golden.expect(shown.text, is: "iam-service-api-key.txt")
            let made = IdentityServer.key("ci", 5, iamID: "iam-ServiceId-1", text: "slipway_text")
            user.server.publish(IdentityServer.keys, try .json(made, status: 201))
            let created = await user.bx("iam", "service-api-key-create", "ci", "robot")
            try Golden.expect(created.text, is: "iam-service-api-key-create.txt")
            let request = try #require(user.server.received.last)
            #expect(
                try JSONDecoder().decode(APIKeyCreateRequest.self, from: request.body).iamID == "iam-ServiceId-1"
            )
            user.server.publish("/v1/apikeys/ApiKey-5", HTTPResponse(status: 204))
            #expect(await user.bx("iam", "service-api-key-delete", "ci", "robot", "-f").status == 0)
            let unknown = await user.bx("iam", "service-api-key", "none", "robot")
            #expect(unknown.text.contains("Use 'bx iam service-api-keys ServiceId-1' to list the keys."))
        }
    }

    @Test func theSummaryNamesAServiceID() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            var claims = AccessTokenClaims(
                serviceID: "ServiceId-1",
                iamID: "iam-ServiceId-1",
                name: "robot",
                account: .init(bss: IdentityServer.account)
            )
            claims.exp = 4_000_000_000
            let payload = try JSONEncoder().encode(claims).base64EncodedString()
            try user.store.update { $0.iamToken = "Bearer e30.\(payload).c2ln" }
            let lines = await user.bx("target").text.split(separator: "\n").map { $0.split(separator: " ") }
            #expect(lines.contains(["User:", "robot", "(ServiceId-1)"]))
        }
    }
}
