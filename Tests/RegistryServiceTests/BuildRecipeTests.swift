// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import RegistryService

@Suite struct BuildRecipeTests {
    @Test(arguments: [
        ("FROM scratch\nCOPY . /", []),
        ("FROM r.test:1/ns/a", ["r.test:1/ns/a"]),
        (
            "# FROM none\n  from r.test:1/ns/a as one\nFROM one\nFROM r.test:1/ns/b@sha256:00",
            [
                "r.test:1/ns/a", "r.test:1/ns/b@sha256:00",
            ]
        ),
        (
            "FROM --platform=linux/amd64 r/ns/a AS x\nCOPY --from=x /a /\nCOPY --chown=1 --from=r/ns/b:2 /a /",
            [
                "r/ns/a", "r/ns/b:2",
            ]
        ),
        ("FROM a\nRUN --mount=type=bind,from=r/ns/c,target=/x true\nCOPY --from=0 /a /b", ["a", "r/ns/c"]),
        ("FROM \\\n  r/ns/a \\\n  AS x\n", ["r/ns/a"]),
        ("ARG TAG=1\nARG NAME\nFROM r/ns/${NAME:-app}:$TAG\nFROM r/ns/${TAG:+set}", ["r/ns/app:1", "r/ns/set"]),
        ("ARG A=\"x\"\nARG B=$A-y\nFROM r/ns/$B", ["r/ns/x-y"]),
        ("FROM r/ns/a\nFROM r/ns/a", ["r/ns/a"]),
        ("FROM", []), ("ARG", []), ("", []), ("FROM $", []), ("FROM ${", ["{"]),
    ])
    func imagesAreFound(text: String, images: [String]) {
        #expect(BuildRecipe(text).images == images)
    }

    @Test func givenArgumentsWin() {
        let recipe = BuildRecipe("ARG TAG=1\nFROM r/ns/a:$TAG\nARG TAG=9\nFROM r/ns/b:$TAG", arguments: ["TAG": "2"])
        #expect(recipe.images == ["r/ns/a:2", "r/ns/b:2"])
    }

    @Test func argumentsThatAreNotDeclaredSayNothing() {
        #expect(BuildRecipe("FROM r/ns/a:$TAG", arguments: ["TAG": "2"]).images == ["r/ns/a:"])
    }
}
