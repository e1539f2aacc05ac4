// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

/// API keys and service ids of a server, for the commands that manage them.
enum IdentityServer {
    static let account = FakeServer.mine.metadata.guid
    static let keys = "/v1/apikeys"
    static let serviceIDs = "/v1/serviceids"
    static let serviceIDList = "\(serviceIDs)?account_id=\(account)&sort=name&pagesize=100"

    /// The address of the list of keys that `iamID` has.
    static func keyList(of iamID: String = "IBMid-1") -> String {
        "\(keys)?account_id=\(account)&iam_id=\(iamID)&sort=name&pagesize=100"
    }

    static func key(_ name: String, _ number: Int = 1, iamID: String = "IBMid-1", text: String = "") -> APIKeyResource {
        var key = APIKeyResource(
            id: "ApiKey-\(number)",
            entityTag: "1-abc",
            crn: "crn:v1:bluemix:public:iam-identity::a/\(account)::apikey:ApiKey-\(number)",
            name: name,
            iamID: iamID,
            accountID: account
        )
        key.description = "for builds"
        key.createdAt = "2018-01-30T17:41+0000"
        key.apikey = text
        return key
    }

    static func serviceID(_ name: String, _ number: Int = 1) -> ServiceIDResource {
        var serviceID = ServiceIDResource(
            id: "ServiceId-\(number)",
            iamID: "iam-ServiceId-\(number)",
            entityTag: "1-abc",
            crn: "crn:v1:bluemix:public:iam-identity::a/\(account)::serviceid:ServiceId-\(number)",
            accountID: account,
            name: name
        )
        serviceID.description = "builds"
        serviceID.createdAt = "2018-01-30T17:41+0000"
        serviceID.modifiedAt = "2018-01-30T17:42+0000"
        return serviceID
    }

    static func page(_ keys: [APIKeyResource], next: String? = nil) throws -> HTTPResponse {
        var page = APIKeyPage(offset: 0, limit: 100, first: "", apikeys: keys)
        page.next = next
        return try .json(page)
    }

    static func page(_ serviceIDs: [ServiceIDResource]) throws -> HTTPResponse {
        try .json(ServiceIDPage(offset: 0, limit: 100, first: "", serviceids: serviceIDs))
    }

    /// A refusal in the form of the management of identities.
    static func refusal(_ code: String, _ message: String, status: Int = 409) -> HTTPResponse {
        let item = #"{"code": "conflict", "message_code": "\#(code)", "message": "\#(message)"}"#
        var response = HTTPResponse.text("{\"errors\": [\(item)]}")
        response.status = status
        return response
    }

    /// Runs `body` for a user who is logged in to a server with these keys and service ids.
    static func with(
        keys: [APIKeyResource] = [],
        serviceIDs: [ServiceIDResource] = [],
        _ body: (CommandSession) async throws -> Void
    ) async throws {
        let server = FakeServer()
        server.publish(keyList(), try page(keys))
        server.publish(serviceIDList, try page(serviceIDs))
        try await CommandSession.with(server) { (user: CommandSession) async throws in
            _ = await user.logIn()
            try await body(user)
        }
    }
}
