// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP

/// The body of a failed call in any of the forms that the services have.
///
/// The token service sends `errorCode` and `errorMessage`, the container service `code` and `description`, account
/// management a list `errors`, the registry `code`, `message` and `request-id`, Cloud Foundry's login server `error` and
/// `error_description`.
struct FailureBody: Decodable {
    private struct Item: Decodable {
        let code: String?
        let message: String?
        /// What tells failures of the same kind apart, where `code` is only a word for the status.
        let messageCode: String?

        private enum CodingKeys: String, CodingKey {
            case code
            case message
            case messageCode = "message_code"
        }
    }

    private let errorCode: String?
    private let errorMessage: String?
    private let errorDetails: String?
    private let code: String?
    private let description: String?
    private let message: String?
    private let requestID: String?
    private let recoveryCLI: String?
    private let incidentID: String?
    private let trace: String?
    private let errors: [Item]?
    private let error: String?
    private let errorDescription: String?

    private enum CodingKeys: String, CodingKey {
        case errorCode
        case errorMessage
        case errorDetails
        case code
        case description
        case message
        case requestID = "request-id"
        case recoveryCLI
        case incidentID
        case trace
        case errors
        case error
        case errorDescription = "error_description"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // A key of another type must not hide what the other keys say.
        func text(_ key: CodingKeys) -> String? { try? container.decode(String.self, forKey: key) }
        errorCode = text(.errorCode)
        errorMessage = text(.errorMessage)
        errorDetails = text(.errorDetails)
        code = text(.code)
        description = text(.description)
        message = text(.message)
        requestID = text(.requestID)
        recoveryCLI = text(.recoveryCLI)
        incidentID = text(.incidentID)
        trace = text(.trace)
        errors = try? container.decode([Item].self, forKey: .errors)
        error = text(.error)
        errorDescription = text(.errorDescription)
    }

    /// The failure that `response` tells of.
    static func failure(in response: HTTPResponse) -> ServiceFailure {
        let requestID = response.headers["X-Request-Id"] ?? ""
        guard let body = try? JSONDecoder().decode(FailureBody.self, from: response.bytes) else {
            return ServiceFailure(status: response.status, code: "", message: "", incident: requestID)
        }
        let details = body.errorDetails.map { $0.isEmpty ? "" : " " + $0 } ?? ""
        let message =
            body.errorMessage.map { $0 + details } ?? body.description ?? body.errors?.first?.message ?? body.message
            ?? body.errorDescription ?? body.error
        return ServiceFailure(
            status: response.status,
            code: body.errorCode ?? body.code ?? body.errors?.first?.messageCode ?? body.errors?.first?.code ?? "",
            message: message ?? "",
            recovery: body.recoveryCLI ?? "",
            incident: body.incidentID ?? body.trace ?? body.requestID ?? requestID
        )
    }
}
