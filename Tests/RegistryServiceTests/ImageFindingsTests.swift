// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Provisioning
import TestSupport
import Testing

@testable import RegistryService

@Suite struct ImageFindingsTests {
    private static let json = """
        {
          "openssl": {
            "CVE-2030-0002": {
              "description": "Reads too far.", "scope": "remote", "debianbug": 7,
              "releases": {
                "bookworm": {"status": "resolved", "fixed_version": "3.0.9-1", "urgency": "high",
                             "repositories": {"bookworm": "3.0.9-1"}, "nodsa": "Minor issue"},
                "sid": {"status": "resolved", "fixed_version": "0", "urgency": "not yet assigned"}
              }
            },
            "CVE-2030-0001": {"releases": {"bookworm": {"status": "open", "urgency": "medium"}}}
          },
          "bash": {
            "CVE-2030-0003": {"releases": {"bookworm": {"status": "open", "urgency": "unimportant"}}},
            "CVE-2030-0004": {"releases": {"bookworm": {"status": "undetermined"}}},
            "CVE-2030-0005": {"releases": {"bookworm": {"status": "resolved", "fixed_version": "0"}}},
            "CVE-2030-0006": {"releases": {"trixie": {"status": "open"}}}
          }
        }
        """

    private static func list() throws -> VulnerabilityList.Content {
        let issues = try VulnerabilityList.read(Data(json.utf8))
        let releases = Set(issues.values.flatMap { $0.flatMap(\.releases.keys) })
        return VulnerabilityList.Content(issues: issues, releases: releases, number: 1)
    }

    private static func package(_ name: String, _ version: String, from source: String) -> ImageInventory.Package {
        ImageInventory.Package(name: name, version: version, source: source, sourceVersion: version)
    }

    private static func inventory(
        _ packages: [ImageInventory.Package]?,
        system: String = "debian",
        release: String = "bookworm"
    ) -> ImageInventory {
        ImageInventory(system: system, release: release, packages: packages, scanned: Date(timeIntervalSince1970: 9))
    }

    @Test func whatIsVulnerableIsFound() throws {
        let packages = [
            Self.package("libssl3", "3.0.8-1", from: "openssl"), Self.package("openssl", "3.0.8-1", from: "openssl"),
            Self.package("bash", "5.2-1", from: "bash"),
        ]
        let findings = ImageFindings(Self.inventory(packages), try Self.list())
        #expect(findings.status == "Vulnerable")
        #expect(findings.verdict == ImageVerdict(status: "Vulnerable", vulnerabilityCount: 2))
        #expect(findings.vulnerabilities.map(\.id) == ["CVE-2030-0001", "CVE-2030-0002"])
        #expect(findings.vulnerabilities.map(\.fixedVersion) == [nil, "3.0.9-1"])
        #expect(findings.vulnerabilities.map(\.packages) == [["libssl3", "openssl"], ["libssl3", "openssl"]])
    }

    @Test func whatIsMendedOrDoesNotMatterIsFine() throws {
        let findings = ImageFindings(Self.inventory([Self.package("bash", "5.2-1", from: "bash")]), try Self.list())
        #expect(findings.status == "OK")
        #expect(findings.vulnerabilities.isEmpty)
    }

    @Test(arguments: [
        ("Unsupported OS", "alpine", "bookworm"), ("Unsupported OS", "", ""), ("Unsupported OS", "ubuntu", "jammy"),
        ("Unknown", "debian", ""), ("Unknown", "debian", "buzz"),
    ])
    func whatCannotBeKnownIsSaid(status: String, system: String, release: String) throws {
        let findings = ImageFindings(Self.inventory([], system: system, release: release), try Self.list())
        #expect(findings.status == status)
    }

    @Test func withoutPackagesOrListNothingIsKnown() throws {
        #expect(ImageFindings(Self.inventory(nil), try Self.list()).status == "Unknown")
        #expect(ImageFindings(Self.inventory([]), nil).status == "Unknown")
        let unreadable = ImageInventory(
            system: nil,
            release: "",
            packages: nil,
            scanned: Date(timeIntervalSince1970: 9)
        )
        #expect(ImageFindings(unreadable, try Self.list()).status == "Unknown")
    }

    @Test func theListIsReadAnewWhenItChanges() async throws {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/list.json"
            let list = VulnerabilityList(path: path, logger: .silent)
            #expect(await list.current() == nil)
            try Files.write(Data(Self.json.utf8), to: path)
            let first = try #require(await list.current())
            #expect(first.issues["openssl"]?.count == 2)
            #expect(await list.current()?.number == first.number)
            try Files.write(Data("{}".utf8), to: path)
            #expect(await list.current()?.issues.isEmpty == true)
            // What was read before holds while there is something that cannot be read.
            try Files.write(Data("{".utf8), to: path)
            #expect(await list.current()?.issues.isEmpty == true)
            try Files.write(Data(Self.json.utf8), to: path)
            #expect(await list.current()?.releases == ["bookworm", "trixie", "sid"])
        }
    }
}

@Suite struct InventoryReaderTests {
    private static func file(_ path: String, _ text: String) -> ImageLayerEntry {
        ImageLayerEntry(path: path, isDirectory: false, content: Data(text.utf8))
    }

    private static func other(_ path: String, isDirectory: Bool = false) -> ImageLayerEntry {
        ImageLayerEntry(path: path, isDirectory: isDirectory, content: nil)
    }

    private static let system = file("usr/lib/os-release", "# x\nID=debian\nVERSION_CODENAME=\"bookworm\"\n")
    private static let status = """
        Package: libssl3
        Status: install ok installed
        Source: openssl (3.0.9-1)
        Version: 3.0.9-1+b2
        Description: x
         Version: 9

        Package: gone
        Status: deinstall ok config-files
        Version: 1

        Package: bash
        Status: install ok installed
        Version: 5.2-1
        """

    private static func inventory(_ layers: [[ImageLayerEntry]]) -> ImageInventory {
        var reader = InventoryReader()
        for layer in layers { reader.add(layer.filter { InventoryReader.wants($0.path) }) }
        return reader.inventory(scanned: Date(timeIntervalSince1970: 0))
    }

    @Test func packagesAreRead() {
        let link = Self.other("etc/os-release")
        let found = Self.inventory([[Self.system, link, Self.file("var/lib/dpkg/status", Self.status)]])
        #expect(found.system == "debian" && found.release == "bookworm")
        #expect(
            found.packages == [
                .init(name: "libssl3", version: "3.0.9-1+b2", source: "openssl", sourceVersion: "3.0.9-1"),
                .init(name: "bash", version: "5.2-1", source: "bash", sourceVersion: "5.2-1"),
            ]
        )
    }

    @Test func packagesWithFilesOfTheirOwnAreRead() {
        let found = Self.inventory([
            [
                Self.system, Self.other("var/lib/dpkg/status.d", isDirectory: true),
                Self.file("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\n"),
                Self.file("var/lib/dpkg/status.d/base.md5sums", "0 x\n"),
            ]
        ])
        #expect(found.packages?.map(\.name) == ["base-files"])
    }

    @Test(arguments: [
        [other("var/lib/dpkg/.wh.status")], [other("var/lib/.wh.dpkg")], [other(".wh.var")],
        [other("var/lib/dpkg/.wh..wh..opq")], [other("var/.wh..wh..opq")], [other(".wh..wh..opq")],
        [other("var/lib/dpkg")], [other("var")], [other("var/lib/dpkg/status")],
    ])
    func whatALayerHidesIsGone(layer: [ImageLayerEntry]) {
        let lower = [Self.system, Self.file("var/lib/dpkg/status", Self.status)]
        #expect(Self.inventory([lower, layer]).packages == nil)
        // In whatever order a layer hides and brings: what it brings stays.
        let upper = [Self.file("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1\n")] + layer
        guard layer[0].path.contains(".wh.") else { return }
        #expect(Self.inventory([lower, upper]).packages?.map(\.name) == ["a"])
    }

    @Test func anEmptyImageHasNothing() {
        let found = Self.inventory([[Self.file("bin/busybox", "x")]])
        #expect(found.system == "" && found.packages == nil)
        #expect(ImageFindings(found, nil).status == "Unsupported OS")
    }
}
