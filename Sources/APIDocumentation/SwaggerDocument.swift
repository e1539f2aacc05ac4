// SPDX-License-Identifier: Apache-2.0

package import Basics
package import HTTP

/// The description of an API in the form Swagger 2.0, made of the routes that serve it.
package struct SwaggerDocument: Sendable {
    /// The routes whose paths begin in the same way, and which fail in the same way.
    package struct Family: Sendable {
        let base: String
        let failure: any (Decodable & Sendable).Type
        let common: [RouteDescription.Parameter]

        /// The routes whose paths begin with `base`.
        ///
        /// `failure` is the body of every answer of theirs that is not a success. What is in `common` can be said in every
        /// call that needs a token.
        package init(
            below base: String,
            failure: any (Decodable & Sendable).Type,
            common: [RouteDescription.Parameter]
        ) {
            self.base = base
            self.failure = failure
            self.common = common
        }
    }

    /// A call, as the document and its page show it.
    struct Operation: Sendable {
        let method: HTTPMethod
        let path: String
        /// The name of its part of the API.
        let tag: String
        let isPublic: Bool
        let summary: String
        let details: String
        /// In the form of Swagger, the body among them.
        let parameters: [JSONValue]
        /// A body to begin with, as JSON; nil if the call takes none.
        let sampleBody: JSONValue?
        /// The type of a file that is the body; nil if that is none.
        let bodyFile: String?
        /// Those of success.
        let statuses: [Int]
        let answer: JSONValue?
        let produces: String
        let failure: JSONValue
    }

    let title: String
    let version: String
    let summary: String
    let operations: [Operation]
    /// Whoever reads JSON schemas finds the types of the API here.
    let definitions: [String: JSONValue]

    /// Describes those of `routes` that have a description and belong to a family.
    ///
    /// `names` says what stands in the `{name}` parts of paths. Throws if one of the types reads something that no schema
    /// can say.
    package init(
        title: String,
        version: String,
        summary: String,
        routes: [RouteEntry],
        families: [Family],
        names: [String: String]
    ) throws {
        self.title = title
        self.version = version
        self.summary = summary
        var catalogue = SchemaCatalogue()
        var operations: [Operation] = []
        for route in routes {
            guard let description = route.description,
                let family = families.first(where: { route.pattern.hasPrefix($0.base) })
            else { continue }
            operations.append(try Self.operation(route, description, names, family, &catalogue))
        }
        self.operations = operations
        definitions = catalogue.definitions
    }

    /// The document itself.
    package var json: JSONValue {
        var paths: [String: JSONValue] = [:]
        for operation in operations {
            paths[operation.path, default: [:]][operation.method.rawValue.lowercased()] = json(of: operation)
        }
        return [
            "swagger": "2.0",
            "info": ["title": .string(title), "version": .string(version), "description": .string(summary)],
            "basePath": "/",
            "schemes": ["https"],
            "consumes": ["application/json"],
            "produces": ["application/json"],
            "securityDefinitions": [
                "token": [
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "An access token: 'bearer', a space, and the token.",
                ]
            ],
            "tags": .array(tags.map { ["name": .string($0)] }),
            "paths": .object(paths),
            "definitions": .object(definitions),
        ]
    }

    /// The parts of the API, in the order of their calls.
    var tags: [String] {
        var seen: Set<String> = []
        return operations.map(\.tag).filter { seen.insert($0).inserted }
    }

    private func json(of operation: Operation) -> JSONValue {
        var success: JSONValue = ["description": "It is done."]
        if let answer = operation.answer { success["schema"] = answer }
        var json: JSONValue = [
            "operationId": .string(Self.identifier(operation.method, operation.path)),
            "summary": .string(operation.summary),
            "tags": [.string(operation.tag)],
            "parameters": .array(operation.parameters),
            "responses": ["default": ["description": "What went wrong.", "schema": operation.failure]],
        ]
        for status in operation.statuses { json["responses"]?[String(status)] = success }
        if !operation.details.isEmpty { json["description"] = .string(operation.details) }
        if !operation.isPublic { json["security"] = [["token": []]] }
        if let type = operation.bodyFile { json["consumes"] = [.string(type)] }
        if operation.produces != Self.jsonType { json["produces"] = [.string(operation.produces), "application/json"] }
        return json
    }

    private static let jsonType = "application/json"

    private static func operation(
        _ route: RouteEntry,
        _ description: RouteDescription,
        _ names: [String: String],
        _ family: Family,
        _ catalogue: inout SchemaCatalogue
    ) throws -> Operation {
        let segments = route.pattern.split(separator: "/")
        var parameters: [JSONValue] = segments.filter { $0.hasPrefix("{") }
            .map { segment in
                let name = String(segment.dropFirst().prefix { $0 != "." && $0 != "}" })
                return [
                    "name": .string(name), "in": "path", "required": true, "type": "string",
                    "description": .string(names[name] ?? ""),
                ]
            }
        parameters += (description.parameters + (description.isPublic ? [] : family.common)).map(json)
        var sample: JSONValue?
        var bodyFile: String?
        switch description.body {
        case .nothing: break
        case .json(let type):
            let schema = try catalogue.schema(of: type)
            catalogue.require(description.needed, of: type)
            parameters.append(body(schema))
            sample = catalogue.sample(of: schema)
        case .file(let type):
            parameters.append(body(["type": "string", "format": "binary"]))
            bodyFile = type
        }
        var answer: JSONValue?
        var produces = jsonType
        switch description.answer {
        case .nothing: break
        case .json(let type): answer = try catalogue.schema(of: type)
        case .file(let type): (answer, produces) = (["type": "file"], type)
        }
        return Operation(
            method: route.method,
            path: route.pattern.replacing("...}", with: "}"),
            tag: description.part,
            isPublic: description.isPublic,
            summary: description.summary,
            details: description.details,
            parameters: parameters,
            sampleBody: sample,
            bodyFile: bodyFile,
            statuses: [description.status] + (description.otherStatus.map { [$0] } ?? []),
            answer: answer,
            produces: produces,
            failure: try catalogue.schema(of: family.failure)
        )
    }

    private static func body(_ schema: JSONValue) -> JSONValue {
        ["name": "body", "in": "body", "required": true, "schema": schema]
    }

    private static func json(_ parameter: RouteDescription.Parameter) -> JSONValue {
        var json: JSONValue = [
            "name": .string(parameter.name), "in": parameter.isHeader ? "header" : "query", "type": "string",
            "required": .boolean(parameter.isRequired), "description": .string(parameter.meaning),
        ]
        if !parameter.values.isEmpty { json["enum"] = .array(parameter.values.map { .string($0) }) }
        return json
    }

    /// `getClustersByClusterWorkers`: a name for programs that are made from the document.
    private static func identifier(_ method: HTTPMethod, _ path: String) -> String {
        let words = path.split { "/-".contains($0) }
            .map { word in
                let isName = word.hasPrefix("{")
                let plain = word.filter { $0.isLetter || $0.isNumber }
                return (isName ? "By" : "") + plain.prefix(1).uppercased() + plain.dropFirst()
            }
        return method.rawValue.lowercased() + words.joined()
    }
}
