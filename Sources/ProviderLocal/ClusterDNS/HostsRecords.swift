// SPDX-License-Identifier: Apache-2.0

import Basics

/// What a cluster's DNS server answers for one service.
struct HostsRecords: Sendable, Equatable {
    /// Lines of a hosts file; empty if the service has no address.
    let text: String

    /// Of a service that is not there.
    static let none = HostsRecords(text: "")

    private init(text: String) {
        self.text = text
    }

    /// From a Service and its Endpoints.
    ///
    /// A service with an address of its own answers with that. One without answers with the addresses behind it, and
    /// each of those that has a host name (pods of a stateful set) has a name of its own below the service's.
    init(service: JSONValue, endpoints: JSONValue?, domain: String) {
        guard let name = service["metadata"]?["name"]?.text, let space = service["metadata"]?["namespace"]?.text else {
            text = ""
            return
        }
        let full = "\(name).\(space).svc.\(domain)"
        let addresses = service["spec"]?["clusterIPs"]?.elements?.compactMap(\.text)
        let own = addresses ?? [service["spec"]?["clusterIP"]?.text].compactMap { $0 }
        if own != ["None"] {
            text = Self.lines(own.filter { !$0.isEmpty && $0 != "None" }.map { ($0, [full]) })
            return
        }
        let subsets = endpoints?["subsets"]?.elements ?? []
        let behind = subsets.flatMap { $0["addresses"]?.elements ?? [] }
        text = Self.lines(
            behind.compactMap { address in
                guard let ip = address["ip"]?.text else { return nil }
                // The host name first: it is what the address is turned back into.
                return (ip, [address["hostname"]?.text].compactMap { $0.map { "\($0).\(full)" } } + [full])
            }
        )
    }

    private static func lines(_ records: [(address: String, names: [String])]) -> String {
        Set(records.map { "\($0.address) \($0.names.joined(separator: " "))\n" }).sorted().joined()
    }
}
