// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP

/// `/api/v1/quotas` and `/api/v1/plans`.
struct QuotaHandler: Sendable {
    let service: QuotaService
    let callers: RegistryCallerRecognition

    func quota(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json(try await service.quota(of: try await caller(of: request, to: .see).accountID))
    }

    func changeQuota(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await caller(of: request, to: .changePlan)
        try await service.change(try body(of: request), of: caller.accountID)
        return try .json(try await service.quota(of: caller.accountID))
    }

    func plan(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json(try await service.plan(of: try await caller(of: request, to: .see).accountID))
    }

    func changePlan(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await caller(of: request, to: .changePlan)
        let chosen: RegistryPlanInfo = try body(of: request)
        try await service.choosePlan(chosen.plan, of: caller.accountID)
        return try .json(try await service.plan(of: caller.accountID))
    }

    private func caller(of request: HTTPRequest, to action: RegistryAction) async throws -> RegistryCaller {
        let caller = try await callers.caller(of: request)
        try caller.demand(action)
        return caller
    }

    private func body<Value: Decodable>(of request: HTTPRequest) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: request.body)
        } catch {
            throw RegistryFault.badRequest("The body of the request cannot be read.")
        }
    }
}
