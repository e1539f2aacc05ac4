// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import TestSupport
import Testing

@testable import ProviderLocal

/// What a cluster's DNS server answers.
struct DNSTests {
    private static func service(_ specification: String) throws -> JSONValue {
        let text = #"{"metadata": {"name": "web", "namespace": "shop"}, "spec": \#(specification)}"#
        return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    private static let endpoints = #"""
        {"subsets": [
          {"addresses": [{"ip": "172.30.1.7", "hostname": "web-0"}, {"ip": "172.30.2.8", "hostname": "web-1"}],
           "notReadyAddresses": [{"ip": "172.30.2.9", "hostname": "web-2"}]},
          {"addresses": [{"ip": "172.30.1.9"}]}
        ]}
        """#

    @Test(arguments: [
        (#"{"clusterIP": "172.21.3.4"}"#, "172.21.3.4 web.shop.svc.cluster.local\n"),
        (
            #"{"clusterIP": "172.21.3.4", "clusterIPs": ["172.21.3.4", "fd00::4"]}"#,
            "172.21.3.4 web.shop.svc.cluster.local\nfd00::4 web.shop.svc.cluster.local\n"
        ),
        (#"{"clusterIP": ""}"#, ""),
        (#"{"type": "ExternalName", "externalName": "example.com"}"#, ""),
        (
            #"{"clusterIP": "None"}"#,
            "172.30.1.7 web-0.web.shop.svc.cluster.local web.shop.svc.cluster.local\n"
                + "172.30.1.9 web.shop.svc.cluster.local\n"
                + "172.30.2.8 web-1.web.shop.svc.cluster.local web.shop.svc.cluster.local\n"
        ),
    ])
    func servicesHaveTheirRecords(specification: String, text: String) throws {
        let endpoints = try JSONDecoder().decode(JSONValue.self, from: Data(Self.endpoints.utf8))
        let service = try Self.service(specification)
        #expect(HostsRecords(service: service, endpoints: endpoints, domain: "cluster.local").text == text)
    }

    @Test func aHeadlessServiceWithoutEndpointsHasNoRecord() throws {
        let service = try Self.service(#"{"clusterIP": "None"}"#)
        #expect(HostsRecords(service: service, endpoints: nil, domain: "cluster.local") == .none)
    }

    @Test func filesComeAndGoWithTheirServices() async throws {
        try await withTemporaryDirectory { folder in
            let hosts = HostsFolder(path: "\(folder)/hosts")
            try hosts.ensure()
            let records = HostsRecords(
                service: try Self.service(#"{"clusterIP": "172.21.3.4"}"#),
                endpoints: nil,
                domain: "cluster.local"
            )
            try hosts.set(records, service: "web", namespace: "shop")
            try hosts.set(records, service: "old", namespace: "shop")
            #expect(try Files.read("\(hosts.path)/shop_web") == Data(records.text.utf8))
            try hosts.keep([("web", "shop")])
            #expect(try FileManager.default.contentsOfDirectory(atPath: hosts.path) == ["shop_web"])
            try hosts.set(.none, service: "web", namespace: "shop")
            #expect(try FileManager.default.contentsOfDirectory(atPath: hosts.path).isEmpty)
        }
    }
}
