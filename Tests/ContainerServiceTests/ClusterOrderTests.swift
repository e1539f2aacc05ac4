// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Provisioning
import StorageSQLite
import Testing

struct ClusterOrderTests {
    @Test(
        arguments: [
            ("", "E0002"),
            ("[]", "E0002"),
            (#"{"name":7}"#, "E0002"),
            (#"{"name":"a","workerNum":"two"}"#, "E0002"),
            ("{}", "E0009"),
            (#"{"name":""}"#, "E0009"),
            (#"{"name":"1a"}"#, "E0009"),
            (#"{"name":"a-"}"#, "E0009"),
            (#"{"name":"a b"}"#, "E0009"),
            (#"{"name":"../x"}"#, "E0009"),
            (#"{"name":"ä"}"#, "E0009"),
            (#"{"name":"abcdefabcdefabcdefabcdefabcdefab"}"#, "E0009"),
            (#"{"name":"\#(String(repeating: "a", count: 64))"}"#, "E0009"),
            (#"{"name":"a","machineType":"huge"}"#, "E0004"),
            (#"{"name":"a","machineType":"b2c.56x242"}"#, "E0004"),
            (#"{"name":"a","workerNum":-1}"#, "E0006"),
            (#"{"name":"a","workerNum":51}"#, "E0006"),
            (#"{"name":"a","workerNum":33}"#, "E0006"),
            (#"{"name":"a","masterVersion":"1.99.0"}"#, "E0003"),
            (#"{"name":"a","masterVersion":"latest"}"#, "E0003"),
            (#"{"name":"a","machineType":"u2c.2x4","dataCenter":"ams03"}"#, "E0005"),
            (#"{"name":"a","dataCenter":"ams03"}"#, "E0005"),
            (#"{"name":"a","isolation":"private"}"#, "E0014"),
            (#"{"name":"a","privateVlan":"2234945"}"#, "E0015"),
            (#"{"name":"a","privateVlan":"dal12-private"}"#, "E0015"),
            (#"{"name":"a","publicVlan":"dal10-private"}"#, "E0015"),
            (#"{"name":"a","diskEncryption":true}"#, "E0031"),
        ]
    )
    func wrongOrderIsRefused(body: String, code: String) async throws {
        let service = try await ServiceFixture()
        let response = try await service.send(.post, "/v1/clusters", body: body)
        #expect(response.status == 400)
        #expect(try JSONDecoder().decode(ContainerErrorBody.self, from: response.bytes).code == code)
        #expect(try await service.store.clusters(accountID: nil).isEmpty)
    }

    @Test(
        arguments: [
            (#"{"name":"a"}"#, "free", 1),
            (#"{"name":"A-9","machineType":"","workerNum":0,"masterVersion":""}"#, "free", 0),
            (#"{"name":"a","machineType":"free","workerNum":3,"noSubnet":true}"#, "free", 3),
            (#"{"name":"a","machineType":"u2c.2x4","dataCenter":"dal10","masterVersion":"1.20.2_1500"}"#, "u2c.2x4", 1),
            (#"{"name":"a","isolation":"public","privateVlan":"dal10-private","diskEncryption":false}"#, "free", 1),
            (#"{"name":"a","isolation":"","privateVlan":"","publicVlan":""}"#, "free", 1),
        ]
    )
    func defaultsAreFilledIn(body: String, machineType: String, workers: Int) async throws {
        let service = try await ServiceFixture()
        let response = try await service.send(.post, "/global/v1/clusters/", body: body)
        #expect(response.status == 201)
        let id = try JSONDecoder().decode(ClusterCreateResponse.self, from: response.bytes).id
        let cluster = try await service.store.cluster(id: id)
        #expect(cluster.machineType == machineType)
        #expect(cluster.isPaid == (machineType != "free"))
        #expect(cluster.workers.count == workers)
        #expect(cluster.version.description == "1.20.2")
        await service.reconciler.release()
    }

    @Test func nameIsUniqueInItsAccount() async throws {
        let service = try await ServiceFixture()
        _ = try await service.create("first", workers: 0)
        let again = try await service.send(.post, "/v1/clusters", body: #"{"name":"first"}"#)
        #expect(again.status == 409)
        #expect(
            String(decoding: again.bytes, as: UTF8.self) == """
                {"code":"E0007","description":"A cluster with the name 'first' already exists.",\
                "incidentID":"incident-1","recoveryCLI":"Choose another name. To list the names in use, \
                run 'bx cs clusters'.","type":"Provisioning"}
                """
        )
        let other = try await service.send(.post, "/v1/clusters", body: #"{"name":"first"}"#, token: "bob")
        #expect(other.status == 201)
        await service.reconciler.release()
    }

    @Test func whatTheHostLacksIsSaidBeforeAnythingIsStored() async throws {
        let service = try await ServiceFixture()
        service.provider.change { script in
            let lacking = [Obstacle(problem: "the program dnsmasq is missing", mend: "install dnsmasq-base")]
            let able = script.capabilities
            script.capabilities = ProviderCapabilities(
                versions: able.versions,
                masterObstacles: [],
                workerObstacles: lacking,
                hostCores: able.hostCores,
                hostMemoryGiB: able.hostMemoryGiB,
                workerSystem: able.workerSystem,
                workerStorageGiB: able.workerStorageGiB
            )
        }
        let response = try await service.send(.post, "/v1/clusters", body: #"{"name":"first"}"#)
        #expect(response.status == 422)
        #expect(
            String(decoding: response.bytes, as: UTF8.self) == """
                {"code":"E0030","description":"This host cannot run workers: the program dnsmasq is missing.",\
                "incidentID":"incident-1","recoveryCLI":"On the host of the service: install dnsmasq-base. \
                'slipwayd check' shows what is left.","type":"Provisioning"}
                """
        )
        #expect(try await service.store.clusters(accountID: nil).isEmpty)
        #expect(try await service.send(.post, "/v1/clusters", body: #"{"name":"a","workerNum":0}"#).status == 201)
        await service.reconciler.release()
    }
}
