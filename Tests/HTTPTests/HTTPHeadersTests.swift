// SPDX-License-Identifier: Apache-2.0

import HTTP
import Testing

@Suite struct HTTPHeadersTests {
    @Test(arguments: ["content-type", "Content-Type", "CONTENT-TYPE"])
    func namesAreFoundInAnyCase(name: String) {
        let headers: HTTPHeaders = ["Content-Type": "text/plain"]
        #expect(headers[name] == "text/plain")
        #expect(headers.values(of: name) == ["text/plain"])
    }

    @Test func missingNameHasNoValue() {
        #expect(HTTPHeaders()["A"] == nil)
        #expect(HTTPHeaders().values(of: "A") == [])
    }

    @Test func settingReplacesAllOfThatName() {
        var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
        headers["a"] = "4"
        #expect(headers == ["B": "2", "a": "4"])
        headers["A"] = nil
        #expect(headers == ["B": "2"])
    }

    @Test func addingKeepsOrderAndDuplicates() {
        var headers = HTTPHeaders()
        headers.add("Set-Cookie", "a")
        headers.add("set-cookie", "b")
        #expect(headers.values(of: "Set-Cookie") == ["a", "b"])
        #expect(headers["Set-Cookie"] == "a")
    }

    @Test func equalityIgnoresTheCaseOfNamesOnly() {
        #expect(["A": "x"] as HTTPHeaders == ["a": "x"])
        #expect(["A": "x"] as HTTPHeaders != ["A": "X"])
        #expect(["A": "x"] as HTTPHeaders != ["A": "x", "A": "x"])
    }
}
