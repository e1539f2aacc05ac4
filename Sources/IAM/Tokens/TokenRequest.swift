// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP

/// A token request, read from its form body.
struct TokenRequest: Sendable {
    /// Which families of tokens are wanted.
    enum ResponseType: String {
        case cloudIAM = "cloud_iam"
        case uaa
    }

    let grantType: String
    let responseTypes: Set<ResponseType>
    /// The account that the token is wanted for.
    let accountID: String?
    /// Of the peer, for the log and against guessing.
    let address: String
    let requestID: String
    let authorization: String?
    /// Whether a page of ours asks, not a program.
    let isFromPage: Bool
    private let fields: [String: String]

    /// Throws an `APIError` if the body is no form, or names no grant.
    init(_ request: HTTPRequest) throws {
        let fields = try Self.fields(of: request.body)
        func value(_ name: String) -> String? {
            fields[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let grantType = value("grant_type") else { throw APIError.missingParameter("grant_type") }
        self.fields = fields
        self.grantType = grantType
        responseTypes = try Self.responseTypes(value("response_type"))
        accountID = value("bss_account") ?? value("account")
        address = request.remoteAddress
        requestID = request.id
        authorization = request.headers["Authorization"]
        isFromPage = false
        if responseTypes.contains(.uaa), let client = value("uaa_client_id"), client != "cf" {
            throw APIError.unknownClient
        }
    }

    /// What the sign-in form of a page stands for: the password grant, without tokens.
    init(page request: HTTPRequest, userName: String, password: String) {
        self.init(
            request,
            grantType: PasswordGrant.type,
            fields: ["username": userName, "password": password],
            isFromPage: true
        )
    }

    /// Credentials that came in another way than by a form, for no tokens.
    init(_ request: HTTPRequest, grantType: String, fields: [String: String], isFromPage: Bool = false) {
        self.fields = fields
        self.grantType = grantType
        responseTypes = []
        accountID = nil
        address = request.remoteAddress
        requestID = request.id
        authorization = nil
        self.isFromPage = isFromPage
    }

    /// Whether the answer has an id token.
    ///
    /// Programs with an API key have no use for one unless they ask for it, and each signature costs more than all
    /// the rest of an answer.
    var wantsIDToken: Bool {
        grantType != APIKeyGrant.type || (value("scope") ?? "").split(separator: " ").contains("openid")
    }

    /// The value of the field `name`; nil if it is missing or empty.
    func value(_ name: String) -> String? {
        fields[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The user name as it may be written down; empty if there is none.
    ///
    /// What is no address may be a password in the wrong place.
    var recordableUserName: String {
        let name = value("username") ?? ""
        return name.contains("@") ? String(name.prefix(254)) : ""
    }

    /// The value of the field `name`, which the grant cannot do without.
    func required(_ name: String) throws -> String {
        guard let value = value(name) else { throw APIError.missingParameter(name) }
        return value
    }

    /// The fields of a form body; a name may occur once.
    static func fields(of body: Data) throws -> [String: String] {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw APIError.malformedRequest("the body is not a form in UTF-8")
        }
        var fields: [String: String] = [:]
        for item in PercentCoding.decodeForm(text) {
            guard fields.updateValue(item.value, forKey: item.name) == nil else {
                throw APIError.malformedRequest("'\(item.name.prefix(80))' occurs more than once")
            }
        }
        return fields
    }

    private static func responseTypes(_ text: String?) throws -> Set<ResponseType> {
        guard let text else { return [.cloudIAM] }
        var types: Set<ResponseType> = []
        for word in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
            guard let type = ResponseType(rawValue: String(word)) else {
                throw APIError.unsupportedResponseType(String(word))
            }
            types.insert(type)
        }
        return types
    }
}
