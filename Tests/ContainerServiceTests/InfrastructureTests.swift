// SPDX-License-Identifier: Apache-2.0

import API
import ContainerService
import FoundationEssentials
import HTTP
import StorageSQLite
import TestSupport
import Testing

struct InfrastructureTests {
    private func code(_ answer: HTTPResponse) -> String? {
        try? JSONDecoder().decode(ContainerErrorBody.self, from: answer.bytes).code
    }

    @Test func theFirstToOrderAClusterOwnsTheKeyUntilSomebodyResetsIt() async throws {
        let service = try await ServiceFixture()
        func owner() async throws -> KeyOwnerInfo {
            let answer = try await service.send(.get, "/v1/logging/first/clusterkeyowner")
            return try JSONDecoder().decode(KeyOwnerInfo.self, from: answer.bytes)
        }
        _ = try await service.create("first", workers: 0)
        #expect(try await owner().email == "ann@example.org")
        let second = #"{"name":"second","workerNum":0}"#
        #expect(try await service.send(.post, "/v1/clusters", body: second, token: "owner").status == 201)
        #expect(try await owner().id == "IBMid-ann")
        #expect(try await service.send(.post, "/v1/keys", token: "max").status == 403)
        let other = try await service.send(.post, "/v1/keys", token: "owner", headers: ["X-Region": "eu-central"])
        #expect(other.status == 204)
        #expect(try await owner().id == "IBMid-ann")
        #expect(try await service.send(.post, "/v1/keys", token: "owner").status == 204)
        #expect(try await owner().email == "owner@example.org")
        let unseen = try await service.send(.get, "/v1/logging/first/clusterkeyowner", token: "bob")
        #expect(unseen.status == 404)
        await service.reconciler.release()
    }

    @Test func credentialsAreRefusedAndNoneAreThere() async throws {
        let service = try await ServiceFixture()
        let headers: HTTPHeaders = ["X-Auth-Softlayer-Username": "me", "X-Auth-Softlayer-APIKey": "secret"]
        let set = try await service.send(.post, "/v1/credentials", headers: headers)
        #expect(set.status == 422 && code(set) == "E0037")
        #expect(!String(decoding: set.bytes, as: UTF8.self).contains("secret"))
        #expect(try await service.send(.delete, "/v1/credentials").status == 204)
        #expect(try await service.send(.post, "/v1/credentials", token: "max", headers: headers).status == 403)
        #expect(try await service.send(.delete, "/v1/credentials", token: "max").status == 403)
    }

    @Test func subnetsAreThoseThatClustersHave() async throws {
        let service = try await ServiceFixture()
        _ = try await service.create("first")
        _ = try await service.wait(for: "first") { $0.state == "normal" }
        let list = try await service.send(.get, "/v1/subnets")
        let subnet = try #require(try JSONDecoder().decode([SubnetInfo].self, from: list.bytes).first)
        _ = try await service.create("second", workers: 0)
        let cluster = "/v1/clusters/first"
        #expect(try await service.send(.put, "\(cluster)/subnets/\(subnet.id)").status == 201)
        #expect(code(try await service.send(.put, "\(cluster)/subnets/nosuch")) == "E0033")
        #expect(try await service.send(.put, "\(cluster)/subnets/\(subnet.id)", token: "max").status == 404)
        for (path, wanted) in [
            ("vlans/dal10-private?size=8", "E0038"), ("vlans/dal10-private?size=9", "E0032"),
            ("vlans/dal10-private", "E0032"), ("vlans/2234945?size=8", "E0015"),
        ] { #expect(code(try await service.send(.post, "\(cluster)/\(path)")) == wanted) }
        let own = "\(cluster)/usersubnets"
        for (cidr, vlan, wanted) in [
            ("192.168.10.0/24", "dal10-private", "E0038"), ("192.168.10.1/24", "dal10-private", "E0032"),
            ("192.168.0.0/16", "dal10-private", "E0032"), ("8.8.8.0/24", "dal10-private", "E0032"),
            ("10.0.0.0/30", "moon", "E0015"), ("10.0.0.4/31", "dal10-private", "E0032"),
        ] {
            let body = #"{"cidr":"\#(cidr)","vlan_id":"\#(vlan)"}"#
            #expect(code(try await service.send(.post, own, body: body)) == wanted)
        }
        // Clients of the time send no body at all.
        #expect(try await service.send(.post, own).status == 400)
        #expect(String(decoding: try await service.send(.get, own).bytes, as: UTF8.self) == "[]")
        let path = "\(own)/192.168.10.0%2F24/vlans/dal10-private"
        #expect(code(try await service.send(.delete, path)) == "E0033")
        await service.reconciler.release()
    }

    @Test func noticesAreShownToAllUntilTheyAreTakenBack() async throws {
        try await withTemporaryDirectory { folder in
            let service = try await ServiceFixture(notices: NoticeFolder(path: "\(folder)/messages"))
            func messages() async throws -> [String] {
                let answer = try await service.send(.get, "/v1/messages", token: nil)
                return try JSONDecoder().decode([ServiceMessage].self, from: answer.bytes).map(\.message)
            }
            #expect(try await messages() == [])
            let notices = NoticeFolder(path: "\(folder)/messages")
            let date = Date(timeIntervalSince1970: 1_517_334_074)
            let first = try notices.add("one", at: date)
            _ = try notices.add("two", at: date + 1)
            #expect(try await messages() == ["one", "two"])
            #expect(try notices.remove(first.id) && !notices.remove(first.id) && !notices.remove("../x"))
            #expect(try await messages() == ["two"])
        }
    }
}
