// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Kubernetes
import ProcessControl
import Supervision

/// The DNS server of one cluster: dnsmasq on the host, fed from the cluster's services.
///
/// Pods ask the service `kube-dns`, which leads to the gateway's address. Names outside the cluster are asked of the
/// host's own resolvers.
actor ClusterDNS {
    static let domain = "cluster.local"

    private let layout: ClusterLayout
    private let configuration: LocalProviderConfiguration
    private let supervisor: Supervisor
    private let logger: Logger
    private let hosts: HostsFolder
    private var services: [String: JSONValue] = [:]
    private var endpoints: [String: JSONValue] = [:]
    private var hasServices = false
    private var following: Task<Void, Never>?
    /// What the watches prove themselves with.
    private var certificate = ""

    init(layout: ClusterLayout, configuration: LocalProviderConfiguration, supervisor: Supervisor, logger: Logger) {
        self.layout = layout
        self.configuration = configuration
        self.supervisor = supervisor
        self.logger = logger
        hosts = HostsFolder(path: "\(layout.runtimeFolder)/dns/hosts")
    }

    /// Starts the server; needs the cluster's bridge, and no API server.
    func prepare() async throws {
        guard let program = Subprocess.find("dnsmasq") else { throw ProcessError.notFound(program: "dnsmasq") }
        try Files.makeDirectory(layout.runtimeFolder, mode: 0o711)
        try Files.makeDirectory("\(layout.runtimeFolder)/dns", mode: 0o755)
        try hosts.ensure()
        try await supervisor.ensure(unit(program: program))
    }

    /// Makes the service through which pods ask, and follows the cluster's services from now on.
    func start(_ client: KubernetesClient) async throws {
        try await client.apply(service, in: "/api/v1/namespaces/kube-system/services")
        try await client.apply(serviceEndpoints, in: "/api/v1/namespaces/kube-system/endpoints")
        // A renewed certificate has to be used before the old one ends.
        if following != nil, certificate == client.certificatePEM { return }
        await release()
        certificate = client.certificatePEM
        following = Task { [weak self] in
            await withTaskGroup { group in
                group.addTask { await self?.followServices(client) }
                group.addTask { await self?.followEndpoints(client) }
            }
        }
    }

    /// Stops following; the server goes on with what it knows.
    func release() async {
        following?.cancel()
        await following?.value
        following = nil
    }

    // MARK: The server

    private func unit(program: String) -> UnitSpecification {
        UnitSpecification(
            folder: layout.unitFolder("dns"),
            executable: program,
            arguments: [
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--log-facility=-",
                "--pid-file=",
                "--user=\(Self.canOthersEnter(hosts.path) ? "nobody" : "root")",
                "--port=\(ClusterNetwork.dnsPort)",
                "--listen-address=\(layout.gatewayAddress)",
                "--bind-interfaces",
                "--except-interface=lo",
                "--no-hosts",
                "--hostsdir=\(hosts.path)",
                "--local=/\(Self.domain)/",
                "--local-ttl=5",
                "--neg-ttl=5",
                "--cache-size=10000",
                "--dns-forward-max=1000",
            ]
        )
    }

    /// Whether a user without rights reaches the folder: all folders above it let others through.
    private static func canOthersEnter(_ folder: String) -> Bool {
        var path = folder
        while !path.isEmpty {
            var information = stat()
            guard stat(path, &information) == 0, information.st_mode & S_IXOTH != 0 else { return false }
            path = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        }
        return true
    }

    private var service: JSONValue {
        let ports = [("dns", "UDP"), ("dns-tcp", "TCP")].map { name, transport -> JSONValue in
            [
                "name": .string(name), "protocol": .string(transport), "port": 53,
                "targetPort": .integer(Int(ClusterNetwork.dnsPort)),
            ]
        }
        return [
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": [
                "name": "kube-dns", "namespace": "kube-system",
                "labels": [
                    "k8s-app": "kube-dns", "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "KubeDNS",
                ],
            ],
            "spec": ["clusterIP": .string(configuration.clusterDNSAddress), "ports": .array(ports)],
        ]
    }

    private var serviceEndpoints: JSONValue {
        let ports = [("dns", "UDP"), ("dns-tcp", "TCP")].map { name, transport -> JSONValue in
            [
                "name": .string(name), "protocol": .string(transport),
                "port": .integer(Int(ClusterNetwork.dnsPort)),
            ]
        }
        return [
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": ["name": "kube-dns", "namespace": "kube-system", "labels": ["k8s-app": "kube-dns"]],
            "subsets": [["addresses": [["ip": .string(layout.gatewayAddress)]], "ports": .array(ports)]],
        ]
    }

    // MARK: Its records

    private func followServices(_ client: KubernetesClient) async {
        for await event in client.watch("/api/v1/services") {
            switch event {
            case .listed(let objects):
                services = Self.table(objects)
                hasServices = true
                publishAll()
            case .changed(let object):
                let key = Self.key(object)
                services[key] = object
                publish(key)
            case .deleted(let object):
                let key = Self.key(object)
                services[key] = nil
                publish(key)
            }
        }
    }

    private func followEndpoints(_ client: KubernetesClient) async {
        for await event in client.watch("/api/v1/endpoints") {
            switch event {
            case .listed(let objects):
                endpoints = Self.table(objects)
                for key in services.keys { publish(key) }
            case .changed(let object):
                let key = Self.key(object)
                endpoints[key] = object
                publish(key)
            case .deleted(let object):
                let key = Self.key(object)
                endpoints[key] = nil
                publish(key)
            }
        }
    }

    private func publishAll() {
        guard hasServices else { return }
        attempt { try hosts.keep(services.keys.map(Self.names)) }
        for key in services.keys { publish(key) }
    }

    private func publish(_ key: String) {
        let (service, namespace) = Self.names(key)
        let records = services[key].map { HostsRecords(service: $0, endpoints: endpoints[key], domain: Self.domain) }
        attempt {
            try hosts.set(records ?? .none, service: service, namespace: namespace)
        }
    }

    private func attempt(_ action: () throws -> Void) {
        do {
            try action()
        } catch {
            logger.warning("a DNS record could not be written", ["error": "\(error)"])
        }
    }

    private static func table(_ objects: [JSONValue]) -> [String: JSONValue] {
        Dictionary(objects.map { (key($0), $0) }) { $1 }
    }

    private static func key(_ object: JSONValue) -> String {
        "\(object["metadata"]?["namespace"]?.text ?? "")/\(object["metadata"]?["name"]?.text ?? "")"
    }

    private static func names(_ key: String) -> (service: String, namespace: String) {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts.last ?? "", parts.first ?? "")
    }
}
