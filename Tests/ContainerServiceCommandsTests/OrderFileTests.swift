// SPDX-License-Identifier: Apache-2.0

import ContainerServiceCommands
import Testing

@Suite struct OrderFileTests {
    private static let keys = ["name", "location", "workerNum"]

    @Test(arguments: [
        ("", [:]),
        ("---\n# an order\nname: web\nlocation: dal10\n", ["name": "web", "location": "dal10"]),
        ("name:\tweb  # which\r\nworkerNum: 3\r\n", ["name": "web", "workerNum": "3"]),
        ("name: 'it''s'\nlocation: \"a \\\"b\\\" # c\" # d\n", ["name": "it's", "location": "a \"b\" # c"]),
        ("name: a#b:c\nlocation:\nworkerNum: ~\n", ["name": "a#b:c"]),
        ("\u{FEFF}name : web\n...\nnot read", ["name": "web"]),
    ])
    func valuesAreWhatYAMLSays(text: String, values: [String: String]) throws {
        #expect(try OrderFile(text, keys: Self.keys).values == values)
    }

    @Test(arguments: [
        ("name web", 1), ("name:web", 1), ("name: a\n\nname: b", 3), ("name: a\n  location: b", 2),
        ("name: a\n- location: b", 2), ("name: [a]", 1), ("name: {a: b}", 1), ("name: &x a", 1), ("name: *x", 1),
        ("name: !!str a", 1), ("name: |", 1), ("name: >-", 1), ("name: 'a", 1), ("name: 'a' b", 1), ("name: a: b", 1),
        ("name: \"\\x41\"", 1), ("name: a\n---\nname: b", 2), ("\tname: a", 1), ("other: a", 1), ("{name: a}", 1),
    ])
    func allElseIsRefusedWithItsLine(text: String, line: Int) throws {
        let problem = #expect(throws: OrderFile.Problem.self) { try OrderFile(text, keys: Self.keys) }
        #expect(problem?.line == line)
    }
}
