// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTP
import Model
import Testing

@testable import RegistryService

@Suite struct ImageReferenceTests {
    private static let hex = String(repeating: "0123456789abcdef", count: 4)

    @Test(
        arguments: [
            ("host:5000/ns/a:v1", "ns/a", .tag("v1")),
            ("host:5000/ns/a", "ns/a", .tag("latest")),
            ("ns/a", "ns/a", .tag("latest")),
            ("ns/a/deep-er:V1.0_x", "ns/a/deep-er", .tag("V1.0_x")),
            ("ns/a@sha256:\(hex)", "ns/a", .digest("sha256:\(hex)")),
            ("host:5000/ns/a:v1@sha256:\(hex)", "ns/a", .digest("sha256:\(hex)")),
        ] as [(String, String, ImageReference.Version)]
    )
    func namesAreTakenApart(text: String, repository: String, version: ImageReference.Version) throws {
        let reference = try #require(ImageReference(text, host: "host:5000"))
        #expect(reference.repository == repository)
        #expect(reference.version == version)
        #expect(reference.namespace == "ns")
    }

    @Test(
        arguments: [
            "", "a", "host:5000/a", "other:5000/ns/a", "ns//a", "ns/", "/ns/a", "ns/../a", "ns/A", "ns/a:", "ns/a:-x",
            "ns/a:x/y", "ns/a@sha256:12", "ns/a@md5:\(hex)", "ns/a@sha256:\(hex)0", "ns/a b", "ns/a:\u{e9}", "ns/a%2fb",
            "ns/\(String(repeating: "a", count: 255))", "ns/a:\(String(repeating: "a", count: 129))",
        ]
    )
    func otherThingsAreNoNames(text: String) {
        #expect(ImageReference(text, host: "host:5000") == nil)
    }

    @Test(
        arguments: [
            ([], true), (["namespace=ns"], true), (["namespace=x", "namespace=ns"], true), (["namespace=x"], false),
            (["repository=a"], true), (["repository=ns/a"], true), (["repository=host:5000/ns/a"], true),
            (["repository=ns"], false), (["repository=b", "repository=a"], true), (["includePrivate=false"], false),
            (["includePrivate=true", "includeIBM=true"], true), (["repository=a", "namespace=x"], false),
        ] as [([String], Bool)]
    )
    func queriesChooseImages(query: [String], isTaken: Bool) {
        let items = query.map { item in
            let parts = item.split(separator: "=").map(String.init)
            return (name: parts[0], value: parts[1])
        }
        let manifest = RegistryManifest(
            repository: "ns/a",
            digest: "d",
            mediaType: "",
            configuration: RegistryBlob(digest: "c", size: 1, mediaType: ""),
            created: .distantPast
        )
        let request = HTTPRequest(method: .get, path: "/", query: items)
        #expect(ImageQuery(request, host: "host:5000").takes(manifest) == isTaken)
    }

    @Test func listsAreLeftOutUnlessAskedFor() {
        let list = RegistryManifest(
            repository: "ns/a",
            digest: "d",
            mediaType: "",
            configuration: nil,
            members: ["m"],
            created: .distantPast
        )
        let plain = HTTPRequest(method: .get, path: "/")
        let all = HTTPRequest(method: .get, path: "/", query: [(name: "includeManifestLists", value: "true")])
        #expect(!ImageQuery(plain, host: "h").takes(list))
        #expect(ImageQuery(all, host: "h").takes(list))
    }
}
