// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Cryptography
import FoundationEssentials
import HTTP

/// Where the engine tells of pushes and pulls; only who has the secret is listened to.
struct EngineEventHandler: Sendable {
    let service: EngineEventService
    let secret: String

    func take(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard ConstantTime.equals((request.bearerToken ?? "").utf8, secret.utf8) else {
            throw RegistryFault.notLoggedIn("This is for the engine of the registry alone.")
        }
        guard let events = try? JSONDecoder().decode(EngineEvents.self, from: request.body) else {
            throw RegistryFault.badRequest("The body is not a list of events.")
        }
        try await service.take(events)
        return HTTPResponse(status: 200)
    }
}
