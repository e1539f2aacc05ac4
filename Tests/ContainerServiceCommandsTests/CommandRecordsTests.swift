// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import ContainerServiceCommands
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct CommandRecordsTests {
    private typealias Fixture = ContainerServiceFixture

    /// Words that each command that can show JSON does well with.
    private static let samples: [String: [String]] = [
        "cs clusters": [], "cs cluster-get": ["mycluster"], "cs cluster-events": ["mycluster"],
        "cs apiserver-config-get": ["audit-webhook", "mycluster"],
        "cs workers": ["mycluster"], "cs kube-versions": [],
        "cs machine-types": ["dal10"], "cs vlans": ["dal10"], "cs subnets": [], "cs locations": [], "cs regions": [],
        "cs worker-pools": ["--cluster", "mycluster"],
        "cs worker-pool-get": ["--cluster", "mycluster", "--worker-pool", "default"],
        "cs worker-pool-create": ["--cluster", "mycluster", "--name", "default"],
        "cs worker-add": ["--cluster", "mycluster"], "cs worker-get": ["w1"],
        "cs messages": [], "cs api-key-info": ["mycluster"],
    ]

    /// The records of all commands, for a user with this home directory.
    private static func records(_ home: String) throws -> CommandRecords {
        let fixture = try Fixture(home: home)
        let commands = ContainerServicePlugin.plugin().commands.map(\.declaration)
        return CommandRecords(commands) { (command: CommandDeclaration, words: [String]) async throws in
            let terminal = RecordedTerminal()
            let status = await fixture.run([command.name] + words, on: terminal, answer: answer)
            return CommandRecords.Answer(status: status, text: terminal.text)
        }
    }

    @Sendable private static func answer(_ request: String) throws -> HTTPResponse {
        switch request {
        case "GET /v1/clusters/mycluster/apiserverconfigs/auditwebhook":
            return try .json(AuditWebhookInfo(auditServer: "https://audit.example.com/in"))
        case "GET /v1/clusters/mycluster/events": return try .json(Fixture.events)
        case "GET /v1/clusters": return try .json([Fixture.cluster("normal", workers: 1)])
        case "GET /v1/clusters/mycluster/workers": return try .json([Fixture.worker(1, "normal", "Ready")])
        case "POST /v1/clusters/mycluster/workers":
            return try .json([Fixture.worker(2, "provisioning", "Waiting for the master")], status: 201)
        case "GET /v1/workers/w1": return try .json(Fixture.worker(1, "normal", "Ready"))
        case "GET /v1/datacenters": return try .json(["dal10", "dal12"])
        case "GET /v1/datacenters/dal10/machine-types":
            return try .json([MachineTypeInfo(name: "u2c.2x4", cores: 2, memoryGiB: 4)])
        case "GET /v1/datacenters/dal10/vlans": return try .json([Fixture.vlan])
        case "GET /v1/subnets": return try .json([Fixture.subnet])
        case "GET /v1/regions": return try .json(ContainerRegionList(regions: Fixture.regions))
        case "GET /v1/clusters/mycluster/workerpools": return try .json([Fixture.pool])
        case "GET /v1/clusters/mycluster/workerpools/default": return try .json(Fixture.pool)
        case "POST /v1/clusters/mycluster/workerpools": return try .json(Fixture.pool, status: 201)
        case "GET /v1/messages":
            let text = "The service is upgraded tonight."
            return try .json([ServiceMessage(id: "1f2a3b4c", message: text, createdDate: "2018-01-30T17:41:14+0000")])
        case "GET /v1/logging/mycluster/clusterkeyowner":
            return try .json(KeyOwnerInfo(id: "IBMid-1", name: "Jane Doe", email: "jane@example.com"))
        case "GET /v1/kube-versions":
            return try .json([KubeVersionInfo(major: 1, minor: 20, patch: 2, isDefault: true)])
        default: return try .json(Fixture.cluster("normal", workers: 1))
        }
    }

    @Test func everyCommandExplainsItself() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            try await Self.records(home).expectHelp()
        }
    }

    @Test func everyOutputIsAsRecorded() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            try await Self.records(home).expectOutput(Self.samples)
        }
    }
}
