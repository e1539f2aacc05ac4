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

    struct Leak: Codable {
        var litres: Int
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
        router.on(
            .put,
            "/api/holds/{hold...}/cargo",
            .init(
                "Holds",
                "Fill",
                takes: .file("application/x-tar"),
                status: 201,
                or: 200,
                gives: .json([String: JSONValue].self)
            ),
            answer
        )
        return try SwaggerDocument(
            title: "Ships",
            version: "1",
            summary: "All of them.",
            routes: router.entries,
            families: [
                .init(below: "/v", failure: Wreck.self, common: [.header("X-Fleet", "The fleet.")]),
                .init(below: "/api", failure: Leak.self, common: [.header("X-Owner", "The owner.", isRequired: true)]),
            ],
            names: ["ship": "Its name.", "hold": "Its place."]
        )
    }

    @Test func describedRoutesAreTheCalls() throws {
        let json = try Self.document().json
        #expect(json["swagger"] == "2.0")
        let paths = try #require(json["paths"]?.members)
        #expect(Set(paths.keys) == ["/v1/ships", "/v1/ships/{ship}/sails-set", "/v1/log", "/api/holds/{hold}/cargo"])
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

    @Test func familiesFailInTheirOwnWays() throws {
        let json = try Self.document().json
        let list = try #require(json["paths"]?["/v1/ships"]?["get"]?["responses"])
        #expect(list["default"]?["schema"]?["$ref"]?.text?.hasSuffix("Wreck") ?? false)
        let fill = try #require(json["paths"]?["/api/holds/{hold}/cargo"]?["put"])
        #expect(fill["responses"]?["default"]?["schema"]?["$ref"]?.text?.hasSuffix("Leak") ?? false)
        #expect(fill["consumes"] == ["application/x-tar"])
        let parameters = fill["parameters"]?.elements ?? []
        #expect(parameters.map { $0["name"]?.text ?? "" } == ["hold", "X-Owner", "body"])
        #expect(parameters.map { $0["description"]?.text } == ["Its place.", "The owner.", nil])
        #expect(parameters.last?["schema"] == ["type": "string", "format": "binary"])
        let anything: JSONValue = ["type": "object", "additionalProperties": [:]]
        for status in ["200", "201"] { #expect(fill["responses"]?[status]?["schema"] == anything) }
    }

    @Test func schemasAreWhatTypesRead() throws {
        let definitions = try #require(try Self.document().json["definitions"]?.members)
        #expect(definitions.count == 4)
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
            #expect(text.contains("<code>201</code> or <code>200</code> with names with anything"))
            #expect(text.contains("type=\"file\""))
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
