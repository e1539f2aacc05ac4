// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP

/// A page of a list of the identity service.
protocol IdentityPage: Decodable {
    associatedtype Item

    /// The whole address of the next page.
    var next: String? { get }
    var items: [Item] { get }
}

extension APIKeyPage: IdentityPage {
    var items: [APIKeyResource] { apikeys }
}

extension ServiceIDPage: IdentityPage {
    var items: [ServiceIDResource] { serviceids }
}

extension AuthorizedConnection {
    /// The items of all pages of the list at `url`, which has a query.
    func items<Page: IdentityPage>(_ type: Page.Type, at url: String) async throws(ClientError) -> [Page.Item] {
        var items: [Page.Item] = []
        var address: String? = url
        while let current = address {
            let page = try await value(type, .get, current)
            items += page.items
            // The server may know itself by another address than the one that was asked.
            let query = page.next?.split(separator: "?", maxSplits: 1).last ?? ""
            let token = PercentCoding.decodeForm(query).first { $0.name == "pagetoken" }?.value
            address = token.map { "\(url)&pagetoken=\(PercentCoding.encode($0))" }
            if address == current { address = nil }
        }
        return items
    }

    /// Sends `change` as JSON and gives what became of the thing; `version` is the one that is changed.
    func send<Value: Decodable>(
        _ method: HTTPMethod,
        _ url: String,
        _ change: some Encodable,
        version: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws(ClientError) -> Value {
        let response = try await respond(method, url, change, version: version, headers: headers)
        return try decode(Value.self, from: response, url: url)
    }

    /// Sends `change` as JSON and gives the whole answer.
    func respond(
        _ method: HTTPMethod,
        _ url: String,
        _ change: some Encodable,
        version: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws(ClientError) -> HTTPResponse {
        // What is sent are structures of ours, which always can be written as JSON.
        let body = (try? JSONEncoder().encode(change)) ?? Data()
        return try await call(method, url, body: body) { credentials in
            var all = headers
            all["Authorization"] = credentials.authorization
            all["Content-Type"] = "application/json"
            if let version { all["If-Match"] = version }
            return all
        }
    }
}
