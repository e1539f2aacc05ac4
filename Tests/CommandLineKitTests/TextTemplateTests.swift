// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Testing

@Suite struct TextTemplateTests {
    private static let image = TemplateValue.record(
        TemplateRecord(
            "Image",
            [
                ("Repository", .text("r/ns/app")), ("Tag", .text("1.0")), ("Size", .integer(5_000_000)),
                ("Ratio", .number(0.5)), ("IsOld", .boolean(false)),
                ("Labels", .map(["b": .text("2"), "a": .text("1")])),
                ("Layers", .list([.text("x"), .text("y")])), ("Empty", .list([])), ("Health", .null),
                ("Root", .record(TemplateRecord("Root", [("Type", .text("layers")), ("Count", .integer(2))]))),
            ]
        )
    )

    @Test(arguments: [
        ("", ""), ("plain } text", "plain } text"), ("{{.Repository}}:{{.Tag}}", "r/ns/app:1.0"),
        ("{{ .Tag }}", "1.0"), ("{{.}}", "{r/ns/app 1.0 5000000 0.5 false map[a:1 b:2] [x y] [] <nil> {layers 2}}"),
        ("{{.Root.Type}}", "layers"), ("{{.Labels}}", "map[a:1 b:2]"), ("{{.Labels.a}}", "1"),
        ("{{.Labels.none}}", "<no value>"), ("{{.Layers}}", "[x y]"), ("{{.Health}}", "<no value>"),
        ("{{.Health.Test}}", "<no value>"), (#"{{index .Labels "b"}}"#, "2"), ("{{index .Layers 1}}", "y"),
        ("a\\tb{{.Tag}}\\n", "a\tb1.0\n"), ("{{/* nothing */}}x", "x"), ("a {{- .Tag -}} b", "a1.0b"),
        ("a {{- /* c */ -}} b", "ab"), ("{{`raw \\n`}}", "raw \\n"), (#"{{"tab\tquote\"" }}"#, "tab\tquote\""),
    ])
    func valuesAreFilledIn(template: String, expected: String) throws {
        #expect(try TextTemplate(template).text(for: Self.image) == expected)
    }

    @Test(arguments: [
        ("{{if gt .Size 1000}}big{{end}}", "big"), ("{{if gt .Size 9000000}}big{{end}}", ""),
        ("{{if .IsOld}}a{{else}}b{{end}}", "b"),
        ("{{if eq .IsOld true}}a{{else if eq .Tag \"1.0\"}}b{{else}}c{{end}}", "b"),
        ("{{if .IsOld}}a{{else if .Empty}}b{{else}}c{{end}}", "c"), ("{{if and .Tag .Layers}}a{{end}}", "a"),
        ("{{if or .IsOld .Empty}}a{{else}}b{{end}}", "b"), ("{{if not .IsOld}}a{{end}}", "a"),
        ("{{with .Root}}{{.Type}}{{end}}", "layers"), ("{{with .Health}}a{{else}}none{{end}}", "none"),
        ("{{with $t := .Tag}}{{$t}}{{$.Repository}}{{end}}", "1.0r/ns/app"),
    ])
    func branchesAreChosen(template: String, expected: String) throws {
        #expect(try TextTemplate(template).text(for: Self.image) == expected)
    }

    @Test(arguments: [
        ("{{range .Layers}}<{{.}}>{{end}}", "<x><y>"), ("{{range .Empty}}a{{else}}none{{end}}", "none"),
        ("{{range $i, $l := .Layers}}{{if $i}},{{end}}{{$l}}{{end}}", "x,y"),
        ("{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}", "a=1;b=2;"),
        ("{{range $v := .Labels}}{{$v}}{{end}}", "12"),
        ("{{range .Layers}}{{if eq . \"y\"}}{{break}}{{end}}{{.}}{{end}}", "x"),
        ("{{range .Layers}}{{if eq . \"x\"}}{{continue}}{{end}}{{.}}{{end}}", "y"),
        ("{{$n := 0}}{{range .Layers}}{{$n = len $.Layers}}{{end}}{{$n}}", "2"),
        ("{{range $i := 3}}{{$i}}{{end}}", "012"),
    ])
    func loopsGoOverAll(template: String, expected: String) throws {
        #expect(try TextTemplate(template).text(for: Self.image) == expected)
    }

    @Test(arguments: [
        ("{{eq .Tag \"2\" \"1.0\"}}", "true"), ("{{ne .Tag \"1.0\"}}", "false"), ("{{lt 1 2}}", "true"),
        ("{{le 2 2}}", "true"), ("{{ge 1 2}}", "false"), ("{{gt \"b\" \"a\"}}", "true"), ("{{lt .Ratio 1.0}}", "true"),
        ("{{eq .Health nil}}", "true"), ("{{len .Tag}} {{len .Labels}}", "3 2"), ("{{and 1 0}}", "0"),
        ("{{or 0 \"x\"}}", "x"),
        ("{{or .Tag (index .Layers 9)}}", "1.0"), ("{{print 1 2 \"a\" \"b\" 3}}", "1 2ab3"),
        ("{{.Tag | printf \"%s-%s\" \"v\"}}", "v-1.0"), ("{{(index .Layers 0) | upper}}", "X"),
        ("{{json .Labels}}", #"{"a":"1","b":"2"}"#), ("{{json .Root}}", #"{"Count":2,"Type":"layers"}"#),
        ("{{join .Layers \", \"}}", "x, y"), ("{{index (split .Repository \"/\") 2}}", "app"), ("{{.Tag | len}}", "3"),
        ("{{(.Root).Count}}", "2"), ("{{println .Tag}}", "1.0\n"),
    ])
    func functionsGiveTheirResults(template: String, expected: String) throws {
        #expect(try TextTemplate(template).text(for: Self.image) == expected)
    }

    @Test(arguments: [
        ("%d|%5d|%-5d|%05d|%+d", "7|    7|7    |00007|+7"), ("%x %X %o %b", "7 7 7 111"), ("%v %%", "7 %"),
        ("%s", "%!s(int64=7)"), ("%d %d", "7 7"), ("%", "%!(NOVERB)"),
    ])
    func numbersAreFormatted(format: String, expected: String) throws {
        let count = format.replacing("%%", with: "").count { $0 == "%" }
        let arguments = String(repeating: " 7", count: format == "%" ? 0 : count)
        #expect(try TextTemplate("{{printf \"\(format)\"\(arguments)}}").text(for: .null) == expected)
    }

    @Test(arguments: [
        (#"{{printf "%s|%6s|%-6s|%.2s|%q" "abc" "abc" "abc" "abc" "a\"c"}}"#, #"abc|   abc|abc   |ab|"a\"c""#),
        (#"{{printf "%.2f %f" 3.14159 0.5}}"#, "3.14 0.500000"), (#"{{printf "%t" true}}"#, "true"),
        (#"{{printf "%d"}}"#, "%!d(MISSING)"), (#"{{printf "a" 1}}"#, "a%!(EXTRA int64=1)"),
        (#"{{printf "%c" 65}}"#, "A"),
        (#"{{printf "%d" "x"}}"#, "%!d(string=x)"), (#"{{printf "%v" .}}"#, "<nil>"),
    ])
    func textsAreFormatted(template: String, expected: String) throws {
        #expect(try TextTemplate(template).text(for: .null) == expected)
    }

    @Test(arguments: [
        ("{{", "template: format:1:0: unclosed action"), ("a{{.Tag", "template: format:1:1: unclosed action"),
        ("{{}}", "template: format:1:2: missing value for command"),
        ("{{foo .}}", "template: format:1:2: function \"foo\" not defined"),
        ("{{if}}x{{end}}", "template: format:1:4: missing value for if"),
        ("{{end}}", "template: format:1:2: unexpected {{end}}"),
        ("{{if .}}", "template: format:1:2: unexpected EOF: {{if}} has no {{end}}"),
        ("{{if .}}{{else}}{{else}}{{end}}", "template: format:1:18: unexpected {{else}}"),
        ("{{.Tag}\n}}", "template: format:1:6: unexpected \"}\" in command"),
        ("a\n{{$x}}", "template: format:2:2: undefined variable \"$x\""),
        ("{{(.Tag}}", "template: format:1:2: unclosed left paren"),
        ("{{\"abc}}", "template: format:1:2: unterminated quoted string"),
        ("{{/* a}}", "template: format:1:0: unclosed comment"),
        ("{{break}}", "template: format:1:2: {{break}} outside {{range}}"),
        ("{{1a}}", "template: format:1:2: bad number syntax: \"1a\""),
        ("{{.Tag | .Tag}}", "template: format:1:9: non executable command in pipeline stage 2"),
        ("{{template \"x\"}}", "template: format:1:2: {{template}} is not supported here"),
        ("{{.Tag)}}", "template: format:1:6: unexpected <)> in command"),
    ])
    func mistakesAreNamedWithTheirPlace(template: String, message: String) {
        let error = #expect(throws: TemplateError.self) { try TextTemplate(template) }
        #expect(error?.message == message)
    }

    @Test(arguments: [
        ("{{.Nope}}", "1:2: executing \"format\" at <.Nope>: can't evaluate field Nope in type Image"),
        ("ab {{.Tag.X}}", "1:5: executing \"format\" at <.Tag.X>: can't evaluate field X in type string"),
        (
            "{{eq .Tag 1}}",
            "1:2: executing \"format\" at <eq .Tag 1>: error calling eq: incompatible types for comparison"
        ),
        (
            "{{lt .IsOld 1}}",
            "1:2: executing \"format\" at <lt .IsOld 1>: error calling lt: invalid type for comparison"
        ),
        (
            "{{index .Layers 5}}",
            "1:2: executing \"format\" at <index .Layers 5>: error calling index: index out of range: 5"
        ),
        ("{{len 3}}", "1:2: executing \"format\" at <len 3>: error calling len: len of type int64"),
        ("{{not}}", "1:2: executing \"format\" at <not>: error calling not: wrong number of args: want 1, got 0"),
        ("{{.Tag 1}}", "1:2: executing \"format\" at <.Tag>: can't give argument to non-function .Tag"),
        ("{{range .Tag}}{{end}}", "1:8: executing \"format\" at <.Tag>: range can't iterate over 1.0"),
    ])
    func failuresAreNamedWithTheirPlace(template: String, message: String) throws {
        let template = try TextTemplate(template)
        let error = #expect(throws: TemplateError.self) { try template.text(for: Self.image) }
        #expect(error?.message == "template: format:\(message)")
    }
}
