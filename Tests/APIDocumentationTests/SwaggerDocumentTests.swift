// SPDX-License-Identifier: Apache-2.0

import APIDocumentation
import Basics
import FoundationEssentials
import HTTP
import Testing

@Suite struct SwaggerDocumentTests {
    struct Ship: Codable {
        struct Mast: Codable {
            var height: Double
        }

        var name: String
        var crew: Int?
        var isAfloat: Bool
        var masts: [Mast]
        var cargo: [String: Int]?

        private enum CodingKeys: String, CodingKey {
            case name
            case crew
            case isAfloat = "is_afloat"
            case masts
            case cargo
        }
    }

    struct Wreck: Codable {
        var reason: String
    }

    private static func document() throws -> SwaggerDocument {
        var router = Router()
        let answer: HTTPHandler = { _ in HTTPResponse(status: 200) }
        router.on(.get, "/v1/ships", .init("Ships", "List", isPublic: true, gives: .json([Ship].self)), answer)
        router.on(
            .put,
            "/v1/ships/{ship}/sails-set",
            .init(
                "Ships",
                "Sail",
                parameters: [
                    .query("to", "Where.", isRequired: true, values: ["port"]), .header("X-Wind", "Its force."),
                ],
                takes: .json(Ship.self),
                needing: ["name", "crew"],
                status: 204
            ),
            answer
        )
        router.on(.get, "/v1/hidden", answer)
        router.on(.get, "/global/v1/ships", .init("Ships", "List", gives: .json([Ship].self)), answer)
        router.on(.get, "/v1/log", .init("Logs", "Read <it>", gives: .file("application/zip")), answer)
        return try SwaggerDocument(
            title: "Ships",
            version: "1",
            summary: "All of them.",
            routes: router.entries,
            failure: Wreck.self,
            names: ["ship": "Its name."],
            common: [.header("X-Fleet", "The fleet.")]
        )
    }

    @Test func describedRoutesAreTheCalls() throws {
        let json = try Self.document().json
        #expect(json["swagger"] == "2.0")
        let paths = try #require(json["paths"]?.members)
        #expect(Set(paths.keys) == ["/v1/ships", "/v1/ships/{ship}/sails-set", "/v1/log"])
        let list = try #require(paths["/v1/ships"]?["get"])
        #expect(list["security"] == nil && list["parameters"] == [])
        let sail = try #require(paths["/v1/ships/{ship}/sails-set"]?["put"])
        #expect(sail["operationId"] == "putV1ShipsByShipSailsSet")
        #expect(sail["security"] == [["token": []]])
        let places = (sail["parameters"]?.elements ?? []).map { $0["in"]?.text ?? "" }
        #expect(places == ["path", "query", "header", "header", "body"])
        #expect(sail["responses"]?["204"] == ["description": "It is done."])
        #expect(paths["/v1/log"]?["get"]?["produces"] == ["application/zip", "application/json"])
    }

    @Test func schemasAreWhatTypesRead() throws {
        let definitions = try #require(try Self.document().json["definitions"]?.members)
        #expect(definitions.count == 3)
        let name = try #require(definitions.keys.first { $0.hasSuffix("Ship") })
        let ship = try #require(definitions[name])
        #expect(ship["required"] == ["name", "is_afloat", "masts", "crew"])
        let properties = ship["properties"]?.members ?? [:]
        #expect(properties["name"] == ["type": "string"] && properties["crew"] == ["type": "integer"])
        #expect(properties["is_afloat"] == ["type": "boolean"])
        #expect(properties["masts"] == ["type": "array", "items": ["$ref": .string("#/definitions/\(name)Mast")]])
        #expect(properties["cargo"] == ["type": "object", "additionalProperties": ["type": "integer"]])
        #expect(definitions[name + "Mast"]?["properties"] == ["height": ["type": "number"]])
    }

    @Test func thePageShowsTheSame() async throws {
        var router = Router()
        router.mount(try DocumentationRoutes(Self.document()))
        for path in ["/swagger-api", "/swagger-api/", "/swagger", "/global/swagger-api"] {
            guard case .found(let handler, _) = router.match(.get, path) else {
                Issue.record("no \(path)")
                continue
            }
            let answer = try await handler(HTTPRequest(method: .get, path: path))
            let text = String(decoding: answer.bytes, as: UTF8.self)
            #expect(text.contains("data-path=\"/v1/ships/{ship}/sails-set\""))
            #expect(text.contains("Read &lt;it&gt;"))
            #expect(answer.headers["Content-Security-Policy"]?.hasSuffix("; connect-src 'self'") ?? false)
        }
        guard case .found(let handler, _) = router.match(.get, "/swagger-api/swagger.json") else {
            Issue.record("no document")
            return
        }
        let answer = try await handler(HTTPRequest(method: .get, path: "/swagger-api/swagger.json"))
        #expect(try JSONDecoder().decode(JSONValue.self, from: answer.bytes) == Self.document().json)
    }
}
