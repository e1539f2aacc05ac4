// SPDX-License-Identifier: Apache-2.0

import ContainerService
import HTTP
import Testing

struct RouteDescriptionTests {
    @Test func everyRouteIsDescribed() async throws {
        let entries = try await ServiceFixture().router.entries
        #expect(!entries.isEmpty)
        for entry in entries {
            #expect(entry.description != nil, "\(entry.method.rawValue) \(entry.pattern)")
            for segment in entry.pattern.split(separator: "/") where segment.hasPrefix("{") {
                #expect(ContainerServiceRoutes.names[String(segment.dropFirst().dropLast())] != nil, "\(segment)")
            }
        }
    }

    @Test func whatNeedsNoTokenIsSaid() async throws {
        let service = try await ServiceFixture()
        for entry in service.router.entries {
            let path = entry.pattern.split(separator: "/").map { $0.hasPrefix("{") ? "dal10" : String($0) }
            let answer = try await service.send(entry.method, "/" + path.joined(separator: "/"), token: nil)
            #expect((answer.status != 401) == entry.description?.isPublic, "\(entry.method.rawValue) \(entry.pattern)")
        }
    }
}
