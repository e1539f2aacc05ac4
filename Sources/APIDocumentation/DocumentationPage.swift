// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP
import WebPages

/// The page on which an API can be read and, where scripts run, tried.
struct DocumentationPage {
    let document: SwaggerDocument
    let documentAddress: String
    let scriptAddress: String

    var page: WebPage {
        WebPage(title: document.title, content: content, ownScript: scriptAddress, isWide: true)
    }

    private var content: HTML {
        """
        <h1>\(document.title)</h1>
        <p>\(document.summary)</p>
        <p>For programs there is the same as <a href="\(documentAddress)">a document in the form Swagger 2.0</a>.</p>
        <div id="trying" hidden>
        <label for="token">Token, to try the calls</label>
        <input id="token" type="password" autocomplete="off" spellcheck="false" aria-describedby="token-hint">
        <p class="quiet" id="token-hint">The IAM token that <code>bx iam oauth-tokens</code> shows. It stays on this page.
        Calls are made in your name, and what they order is carried out.</p>
        </div>
        \(document.tags.map(section))
        <h2>Types</h2>
        \(document.definitions.sorted { $0.key < $1.key }.map(type))
        """
    }

    private func section(_ tag: String) -> HTML {
        let calls = document.operations.enumerated().filter { $0.element.tag == tag }
        return """
            <h2>\(tag)</h2>
            \(calls.map { call($0.element, number: $0.offset) })

            """
    }

    private func call(_ call: SwaggerDocument.Operation, number: Int) -> HTML {
        let details: HTML? = call.details.isEmpty ? nil : "<p>\(call.details)</p>"
        let token: HTML = call.isPublic ? "<p class=\"quiet\">Needs no token.</p>" : ""
        let body: HTML? = call.sampleBody.map { sample in
            let schema = call.parameters.last?.members?["schema"] ?? [:]
            return """
                <label for="body-\(number)">Body: \(reference(schema))</label>
                <textarea id="body-\(number)" name="body" rows="8" spellcheck="false">\(Self.pretty(sample))</textarea>
                """
        }
        let file: HTML? = call.bodyFile.map { type in
            """
            <label for="file-\(number)">Body: a file, <code>\(type)</code></label>
            <input id="file-\(number)" name="file" type="file">
            """
        }
        let statuses = call.statuses.enumerated().map { number, status -> HTML in
            "\(number == 0 ? "" : " or ")<code>\(status)</code>"
        }
        let answer: HTML = call.answer.map { " with \(reference($0))" } ?? ", without a body"
        return """
            <details class="call"><summary><span class="method">\(call.method.rawValue)</span> \
            <code>\(call.path)</code> \(call.summary)</summary>
            \(details)\(token)
            <form data-method="\(call.method.rawValue)" data-path="\(call.path)">
            \(call.parameters.filter { $0.members?["in"] != "body" }.enumerated().map { field($0.element, "\(number)-\($0.offset)") })
            \(body)\(file)
            <p>Success is \(statuses)\(answer).</p>
            <button type="submit" hidden>Try it</button>
            <output hidden></output>
            </form></details>

            """
    }

    private func field(_ parameter: JSONValue, _ identifier: String) -> HTML {
        let fields = parameter.members ?? [:]
        let place = fields["in"]?.text ?? ""
        let name = fields["name"]?.text ?? ""
        let isRequired = fields["required"]?.truth ?? false
        let requirement: HTML? = isRequired ? " required" : nil
        return """
            <label for="field-\(identifier)"><code>\(name)</code> <span class="quiet">in the \(place)\
            \(isRequired ? "" : ", optional")</span></label>
            <input id="field-\(identifier)" name="\(name)" data-in="\(place)" autocomplete="off"\(requirement)>
            <p class="quiet">\(fields["description"]?.text ?? "")</p>

            """
    }

    private func type(_ name: String, _ schema: JSONValue) -> HTML {
        let required = Set((schema.members?["required"]?.elements ?? []).compactMap(\.text))
        let rows = (schema.members?["properties"]?.members ?? [:]).sorted { $0.key < $1.key }
            .map { key, schema -> HTML in
                """
                <tr><td><code>\(key)</code></td><td>\(reference(schema))</td>\
                <td>\(required.contains(key) ? "" : "optional")</td></tr>
                """
            }
        return """
            <h3 id="type-\(name)">\(name)</h3>
            <table>\(rows)</table>

            """
    }

    /// A schema in one phrase, with a link to the type.
    private func reference(_ schema: JSONValue) -> HTML {
        let fields = schema.members ?? [:]
        if let reference = fields["$ref"]?.text {
            let name = String(reference.dropFirst("#/definitions/".count))
            return "<a href=\"#type-\(name)\">\(name)</a>"
        }
        if let items = fields["items"] { return "a list of \(reference(items))" }
        if let values = fields["additionalProperties"] { return "names with \(reference(values))" }
        return "\(fields["type"]?.text ?? "anything")"
    }

    private static func pretty(_ value: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
