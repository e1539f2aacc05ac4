// SPDX-License-Identifier: Apache-2.0

import API
import Authorization

/// What the management of policies answers when it refuses, besides what `APIError+Management` has.
///
/// | Code | Status | Meaning |
/// |---|---|---|
/// | BXNIM9111E | 404 | there is no such policy, or it is none of the caller's business |
/// | BXNIM9112E | 409 | there is a policy already that says the same |
/// | BXNIM9113E | 400 | the subject of a policy is nobody of the account |
/// | BXNIM9114E | 409 | there are too many policies about this subject |
extension APIError {
    static let policyNotFound = APIError(status: 404, code: "BXNIM9111E", message: "The policy could not be found")

    static func policyExists(_ id: String) -> APIError {
        APIError(status: 409, code: "BXNIM9112E", message: "The policy \(id) says the same already")
    }

    static let unknownPolicySubject = APIError(
        status: 400,
        code: "BXNIM9113E",
        message: "The subject of the policy is neither a person nor a service ID of this account",
        recovery: "Invite the person first, or name the service ID as iam-ServiceId-..."
    )

    static func tooManyPolicies(_ most: Int) -> APIError {
        APIError(status: 409, code: "BXNIM9114E", message: "There are \(most) policies about this subject already")
    }

    static func impossible(_ fault: PolicyFault) -> APIError {
        impossibleValue(fault.field, fault.reason)
    }
}
