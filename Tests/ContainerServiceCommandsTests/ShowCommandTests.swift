// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import HTTP
import TestSupport
import Testing

@Suite struct ShowCommandTests {
    private typealias Fixture = ContainerServiceFixture

    /// Runs one command that must do well, and compares what it says with the record.
    private static func expect(
        _ words: [String],
        says golden: String,
        asks requests: [String],
        usesColor: Bool = false,
        answer: @escaping Fixture.Answer
    ) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(usesColor: usesColor)
            #expect(await fixture.run(words, on: terminal, answer: answer) == ExitStatus.success)
            #expect(fixture.requests == requests)
            try Golden.expect(terminal.text, is: golden)
        }
    }

    private static var two: [ClusterInfo] {
        var old = Fixture.cluster("warning", workers: 3)
        (old.name, old.id) = ("a-cluster-with-a-longer-name", "fedcba9876543210fedcba9876543210")
        (old.masterKubeVersion, old.targetVersion) = ("1.7.4_1506", "1.8.6_1504")
        old.createdDate = "2017-10-09T21:43:56+0000"
        return [Fixture.cluster("normal", workers: 1), old]
    }

    @Test(arguments: [false, true])
    func clusters(usesColor: Bool) async throws {
        let golden = usesColor ? "clusters-color.txt" : "clusters.txt"
        let answer: Fixture.Answer = { _ in try .json(Self.two) }
        try await Self.expect(
            ["clusters"],
            says: golden,
            asks: ["GET /v1/clusters"],
            usesColor: usesColor,
            answer: answer
        )
    }

    @Test(arguments: [false, true])
    func aQuietListIsTheTableAlone(isAskedByVariable: Bool) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(isQuiet: isAskedByVariable)
            let words = ["clusters"] + (isAskedByVariable ? [] : ["-q"])
            #expect(await fixture.run(words, on: terminal) { _ in try .json(Self.two) } == ExitStatus.success)
            #expect(terminal.text.hasPrefix("Name "))
            let empty = RecordedTerminal(isQuiet: isAskedByVariable)
            #expect(await fixture.run(words, on: empty) { _ in try .json([ClusterInfo]()) } == ExitStatus.success)
            #expect(!empty.text.contains("You have no clusters"))
        }
    }

    @Test func noClusters() async throws {
        let answer: Fixture.Answer = { _ in try .json([ClusterInfo]()) }
        try await Self.expect(["clusters"], says: "clusters-none.txt", asks: ["GET /v1/clusters"], answer: answer)
    }

    @Test func cluster() async throws {
        try await Self.expect(
            ["cluster-get", "mycluster"],
            says: "cluster-get.txt",
            asks: ["GET /v1/clusters/mycluster?showResources=true"],
            answer: { _ in try .json(Fixture.cluster("normal", workers: 1)) }
        )
    }

    @Test func clusterWithResources() async throws {
        try await Self.expect(
            ["cluster-get", "a-cluster-with-a-longer-name", "--showResources"],
            says: "cluster-get-resources.txt",
            asks: ["GET /v1/clusters/a-cluster-with-a-longer-name?showResources=true"],
            answer: { _ in
                var cluster = Self.two[1]
                cluster.statusMessage = "kube-dal10-fedcba9876-w2 is not ready"
                cluster.ingressHostname = "a.example.com"
                cluster.ingressSecretName = "a"
                cluster.addons = [ClusterAddon(name: "basic-ingress-v2", enabled: true)]
                let subnet = ClusterSubnet(id: "1541", cidr: "10.213.4.0/24", addresses: ["10.213.4.2"])
                cluster.vlans = [ClusterVLAN(id: "2234945", zone: "dal10", region: "us-south", subnets: [subnet])]
                return try .json(cluster)
            }
        )
    }

    @Test func clusterInTheMaking() async throws {
        try await Self.expect(
            ["cluster-get", "mycluster"],
            says: "cluster-get-deploying.txt",
            asks: ["GET /v1/clusters/mycluster?showResources=true"],
            answer: { _ in
                var cluster = Fixture.cluster("deploying", "Starting the API server", workers: 1)
                cluster.serverURL = ""
                return try .json(cluster)
            }
        )
    }

    @Test func workers() async throws {
        try await Self.expect(
            ["workers", "mycluster"],
            says: "workers.txt",
            asks: ["GET /v1/clusters/mycluster/workers"],
            answer: { _ in
                var first = Fixture.worker(1, "normal", "Ready")
                first.privateIP = "10.213.4.2"
                first.targetVersion = "1.20.4"
                var third = Fixture.worker(3, "provision_failed", "")
                third.errorMessage = "overlayfs is missing"
                return try .json([first, Fixture.worker(2, "provisioning", "Waiting for the master"), third])
            }
        )
    }

    @Test func kubernetesVersions() async throws {
        try await Self.expect(
            ["kube-versions"],
            says: "kube-versions.txt",
            asks: ["GET /v1/kube-versions"],
            answer: { _ in
                let versions = [(20, 2, true), (19, 7, false)].map { minor, patch, isDefault in
                    KubeVersionInfo(major: 1, minor: minor, patch: patch, isDefault: isDefault)
                }
                return try .json(versions)
            }
        )
    }

    @Test func requestsCarryTheSession() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            _ = await fixture.run(["clusters"]) { _ in try .json([ClusterInfo]()) }
            let headers = try #require(fixture.sentHeaders.first)
            #expect(headers["Authorization"] == "Bearer access")
            #expect(headers["X-Auth-Refresh-Token"] == "refresh")
            #expect(headers["X-Auth-Resource-Account"] == "account-1")
        }
    }
}
