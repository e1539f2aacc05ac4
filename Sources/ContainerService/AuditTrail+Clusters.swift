// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import FoundationEssentials
import HTTP

extension AuditTrail {
    /// The handler of an act on a cluster, with a record of each of its answers.
    func wrapping(_ act: String, _ handler: @escaping HTTPHandler) -> HTTPHandler {
        wrapping(act, target: Self.cluster, handler)
    }

    /// What the caller calls the cluster and what it is about in there, and the id of a cluster that was made.
    private static func cluster(_ request: HTTPRequest, _ response: HTTPResponse?) -> String {
        if let name = request.parameters["cluster"] {
            return [name, request.parameters["worker"], request.parameters["pool"]].compactMap(\.self)
                .joined(separator: " ")
        }
        let decoder = JSONDecoder()
        let ordered = try? decoder.decode(ClusterCreateRequest.self, from: request.body)
        let made = response.flatMap { try? decoder.decode(ClusterCreateResponse.self, from: $0.bytes) }
        return [ordered?.name ?? "", made?.id ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
