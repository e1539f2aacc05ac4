// SPDX-License-Identifier: Apache-2.0

import API
import Model

/// The names of identities and keys in the cloud (CRN).
enum ResourceName {
    static func apiKey(_ key: APIKey) -> String {
        "crn:v1:bluemix:public:iam-identity::a/\(key.accountID)::apikey:\(key.id)"
    }

    static func serviceID(_ serviceID: ServiceID) -> String {
        identity(iamID: serviceID.iamID, accountID: serviceID.accountID)
    }

    static func account(_ id: String) -> String {
        "crn:v1:bluemix:public:::::a/\(id):::"
    }

    /// The name of a user or service id.
    static func identity(iamID: String, accountID: String) -> String {
        if let id = ServiceID.id(fromIAMID: iamID) {
            return "crn:v1:bluemix:public:iam-identity::a/\(accountID)::serviceid:\(id)"
        }
        let parts = iamID.split(separator: "-", maxSplits: 1)
        return "crn:v1:bluemix:public:iam:::\(parts.first ?? ""):user:\(parts.last ?? "")"
    }

    /// The IAM id in the name of a user or service id.
    static func iamID(in name: String) throws -> String {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 10, parts[0] == "crn" else {
            throw APIError.impossibleValue("boundTo", "it is not the CRN of a user or service ID")
        }
        switch parts[8] {
        case "user": return "\(parts[7])-\(parts[9])"
        case "serviceid": return "iam-\(parts[9])"
        default: throw APIError.impossibleValue("boundTo", "it is not the CRN of a user or service ID")
        }
    }

    /// The account in the name of one, or of something in one.
    static func accountID(in name: String) throws -> String {
        let part = name.split(separator: ":").first { $0.hasPrefix("a/") }
        guard let part else { throw APIError.impossibleValue("boundTo", "it is not the CRN of an account") }
        return String(part.dropFirst(2))
    }
}
