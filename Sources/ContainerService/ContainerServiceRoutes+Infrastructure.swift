// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension ContainerServiceRoutes {
    func mountInfrastructure(on router: inout Router, base: String) {
        router.on(
            .get,
            "\(base)/messages",
            .init(
                "Infrastructure",
                "List what the administrator of the service has to say",
                isPublic: true,
                gives: .json([ServiceMessage].self)
            )
        ) { try await infrastructure.messages($0) }
        router.on(
            .get,
            "\(base)/logging/{cluster}/clusterkeyowner",
            .init(
                "Infrastructure",
                "Show in whose name the infrastructure of a cluster is ordered",
                gives: .json(KeyOwnerInfo.self)
            )
        ) { try await infrastructure.keyOwner($0) }
        router.on(
            .post,
            "\(base)/keys",
            .init(
                "Infrastructure",
                "Have infrastructure ordered in the caller's name",
                parameters: [.region],
                status: 204
            ),
            audit.wrapping("containers.key-reset") { try await infrastructure.resetKey($0) }
        )
        router.on(
            .post,
            "\(base)/credentials",
            .init(
                "Infrastructure",
                "Set the credentials of an infrastructure",
                details: "Always refused, since the host of the service asks for none.",
                parameters: [
                    .region, .header("X-Auth-Softlayer-Username", "A user of the infrastructure."),
                    .header("X-Auth-Softlayer-APIKey", "A key of that user."),
                ],
                status: 204
            ),
            audit.wrapping("containers.credentials-set") { try await infrastructure.setCredentials($0) }
        )
        router.on(
            .delete,
            "\(base)/credentials",
            .init("Infrastructure", "Remove the credentials of an infrastructure", parameters: [.region], status: 204),
            audit.wrapping("containers.credentials-unset") { try await infrastructure.unsetCredentials($0) }
        )
        mountSubnets(on: &router, cluster: "\(base)/clusters/{cluster}")
    }

    private func mountSubnets(on router: inout Router, cluster: String) {
        let none = "Always refused, as long as there are no load balancers that would use it."
        router.on(
            .put,
            "\(cluster)/subnets/{subnet}",
            .init("Subnets", "Let a cluster use a subnet", details: "Each cluster has its own.", status: 201),
            audit.wrapping("containers.subnet-add") { try await subnets.add($0) }
        )
        router.on(
            .post,
            "\(cluster)/vlans/{vlan}",
            .init(
                "Subnets",
                "Order a subnet for a cluster",
                details: none,
                parameters: [
                    .query("size", "How many addresses.", isRequired: true, values: ["8", "16", "32", "64"])
                ],
                status: 201
            ),
            audit.wrapping("containers.subnet-create") { try await subnets.order($0) }
        )
        let own = "\(cluster)/usersubnets"
        router.on(
            .get,
            own,
            .init("Subnets", "List the subnets that users brought into a cluster", gives: .json([ClusterVLAN].self))
        ) { try await subnets.userSubnets($0) }
        router.on(
            .post,
            own,
            .init(
                "Subnets",
                "Bring a subnet into a cluster",
                details: none,
                takes: .json(UserSubnetRequest.self),
                needing: ["cidr"],
                status: 201
            ),
            audit.wrapping("containers.user-subnet-add") { try await subnets.addUserSubnet($0) }
        )
        router.on(
            .delete,
            "\(own)/{subnet}/vlans/{vlan}",
            .init("Subnets", "Take a user's subnet out of a cluster", status: 204),
            audit.wrapping("containers.user-subnet-delete") { try await subnets.removeUserSubnet($0) }
        )
    }
}
