// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import FoundationEssentials
import HTTP
import Model
import Storage
import StorageSQLite
import Testing

struct LocationTests {
    @Test(arguments: ["/v1/regions", "/v1/zones", "/v1/datacenters", "/v1/datacenters/dal10/machine-types"])
    func whatThereIsNeedsNoToken(path: String) async throws {
        let service = try await ServiceFixture()
        #expect(try await service.send(.get, path, token: nil).status == 200)
        #expect(try await service.send(.get, "/global\(path)", token: nil).status == 200)
    }

    @Test func machineTypesAreThoseThatTheHostCanCarry() async throws {
        let service = try await ServiceFixture()
        let answer = try await service.send(.get, "/v1/datacenters/dal10/machine-types")
        let types = try JSONDecoder().decode([MachineTypeInfo].self, from: answer.bytes)
        #expect(types.map(\.name) == ["u2c.2x4", "b2c.4x16"])
        #expect(types.map(\.cores) == ["2", "4"] && types.map(\.memory) == ["4GB", "16GB"])
        #expect(types.allSatisfy { $0.os == "DEBIAN_12" && $0.storage == "80GB" })
        for type in types {
            let body = #"{"name":"c\#(type.cores)","machineType":"\#(type.name)"}"#
            #expect(try await service.send(.post, "/v1/clusters", body: body).status == 201)
        }
        await service.reconciler.release()
    }

    @Test func vlansOfALocationAreThoseThatWorkersAreIn() async throws {
        let service = try await ServiceFixture()
        _ = try await service.create("first")
        let answer = try await service.send(.get, "/v1/datacenters/dal10/vlans")
        let vlans = try JSONDecoder().decode([VLANInfo].self, from: answer.bytes)
        #expect(vlans.map(\.type) == ["private"])
        #expect(try await service.workers("first").map(\.privateVlan) == vlans.map(\.id))
        #expect(try await service.send(.get, "/v1/datacenters/dal10/vlans", token: nil).status == 401)
        await service.reconciler.release()
    }

    @Test(arguments: ["vlans", "machine-types"])
    func unknownLocationsAreNotFound(list: String) async throws {
        let service = try await ServiceFixture()
        let answer = try await service.send(.get, "/v1/datacenters/ams03/\(list)")
        #expect(answer.status == 404)
        #expect(try JSONDecoder().decode(ContainerErrorBody.self, from: answer.bytes).code == "E0005")
    }

    @Test func subnetsAreThoseOfClustersThatTheCallerSees() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("first")
        _ = try await service.wait(for: id) { $0.state == "normal" }
        func subnets(_ token: String) async throws -> [SubnetInfo] {
            let answer = try await service.send(.get, "/v1/subnets", token: token)
            return try JSONDecoder().decode([SubnetInfo].self, from: answer.bytes)
        }
        let subnet = try #require(try await subnets("ann").first)
        #expect(subnet.properties.networkIdentifier == "10.213.4.0" && subnet.properties.cidr == "24")
        #expect(subnet.properties.boundCluster == "first" && subnet.vlanID == "dal10-private")
        #expect(subnet.addresses == ["10.213.0.2"])
        #expect(try await subnets("max").isEmpty)
        #expect(try await subnets("bob").isEmpty)
        await service.reconciler.release()
    }

    @Test func aClusterShowsItsSubnetWhenAsked() async throws {
        let service = try await ServiceFixture()
        _ = try await service.create("first", workers: 1)
        _ = try await service.wait(for: "first") { $0.state == "normal" }
        let plain = try #require(try await service.cluster("first"))
        #expect(plain.vlans.isEmpty && plain.addons.isEmpty)
        let detailed = try #require(try await service.cluster("first?showResources=true"))
        #expect(detailed.addons.count == 3 && detailed.addons.allSatisfy { !$0.enabled })
        let later = try await service.send(.get, "/v2/getCluster?v1-compatible&cluster=first")
        #expect(try JSONDecoder().decode(ClusterInfo.self, from: later.bytes).id == plain.id)
        #expect(try await service.send(.get, "/global/v2/getCluster").status == 404)
        let vlan = try #require(detailed.vlans.first)
        #expect(vlan.id == "dal10-private" && vlan.zone == "dal10" && vlan.region == "us-south")
        #expect(vlan.subnets.map(\.cidr) == ["10.213.4.0/24"] && vlan.subnets[0].addresses == ["10.213.0.2"])
        await service.reconciler.release()
    }

    @Test(arguments: [
        (nil, ["dal10", "dal12", "fra02"]), ("us-south", ["dal10", "dal12"]), ("eu-de", ["fra02"]),
    ])
    func locationsAreThoseOfTheRegion(region: String?, zones: [String]) async throws {
        let service = try await ServiceFixture()
        let headers: HTTPHeaders = region.map { ["X-Region": $0] } ?? [:]
        let answer = try await service.send(.get, "/v1/datacenters", headers: headers)
        #expect(try JSONDecoder().decode([String].self, from: answer.bytes) == zones)
        let detailed = try await service.send(.get, "/v1/zones", headers: headers)
        #expect(try JSONDecoder().decode([ZoneInfo].self, from: detailed.bytes).map(\.id) == zones)
        #expect(try await service.send(.get, "/v1/datacenters", headers: ["X-Region": "moon"]).status == 400)
    }

    @Test(arguments: [
        (nil, "", "us-south", "dal10"), (nil, #","dataCenter":"fra02""#, "eu-central", "fra02"),
        ("eu-central", "", "eu-central", "fra02"), ("us-south", #","dataCenter":"dal12""#, "us-south", "dal12"),
    ])
    func clustersAreWhereTheyAreOrdered(region: String?, rest: String, found: String, zone: String) async throws {
        let service = try await ServiceFixture()
        let headers: HTTPHeaders = region.map { ["X-Region": $0] } ?? [:]
        let body = #"{"name":"one"\#(rest)}"#
        #expect(try await service.send(.post, "/v1/clusters", body: body, headers: headers).status == 201)
        let cluster = try #require(try await service.cluster("one"))
        #expect(cluster.region == found && cluster.dataCenter == zone && cluster.location == "\(found)-\(zone)")
        #expect(try await service.workers("one").allSatisfy { $0.location == zone && $0.id.contains("-\(zone)-") })
        for name in ["us-south", "eu-central"] {
            let list = try await service.send(.get, "/v1/clusters", headers: ["X-Region": name])
            let names = try JSONDecoder().decode([ClusterInfo].self, from: list.bytes).map(\.name)
            #expect(names == (name == found ? ["one"] : []))
        }
        await service.reconciler.release()
    }

    @Test(arguments: [("eu-central", "dal10", "E0005"), ("moon", "dal10", "E0026"), ("", "lon02", "E0005")])
    func placesThatAreNoneAreRefused(region: String, zone: String, code: String) async throws {
        let service = try await ServiceFixture()
        let body = #"{"name":"one","dataCenter":"\#(zone)"}"#
        let answer = try await service.send(.post, "/v1/clusters", body: body, headers: ["X-Region": region])
        #expect(answer.status == 400)
        #expect(try JSONDecoder().decode(ContainerErrorBody.self, from: answer.bytes).code == code)
    }

    @Test func clustersOfRegionsThatAreGoneAreListedInTheDefaultOne() async throws {
        let service = try await ServiceFixture()
        let id = try await service.create("old", workers: 0)
        _ = try await service.store.updateCluster(id: id) { $0.region = "us-east" }
        for (region, names) in [("us-south", ["old"]), ("eu-central", [])] {
            let list = try await service.send(.get, "/v1/clusters", headers: ["X-Region": region])
            #expect(try JSONDecoder().decode([ClusterInfo].self, from: list.bytes).map(\.name) == names)
        }
        await service.reconciler.release()
    }
}
