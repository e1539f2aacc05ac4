// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

extension ContainerServiceRoutes {
    func mountLocations(on router: inout Router, base: String) {
        func description(
            _ summary: String,
            _ answer: any (Decodable & Sendable).Type,
            isPublic: Bool = true,
            parameters: [RouteDescription.Parameter] = []
        ) -> RouteDescription {
            RouteDescription("Locations", summary, isPublic: isPublic, parameters: parameters, gives: .json(answer))
        }
        let location = "\(base)/datacenters/{location}"
        router.on(.get, "\(base)/regions", description("List the regions", ContainerRegionList.self)) {
            try await locations.regions($0)
        }
        router.on(
            .get,
            "\(base)/zones",
            description("List the locations with their machine types", [ZoneInfo].self, parameters: [.region])
        ) { try await locations.zones($0) }
        router.on(
            .get,
            "\(base)/datacenters",
            description("List the locations by name", [String].self, parameters: [.region])
        ) { try await locations.locations($0) }
        router.on(
            .get,
            "\(location)/machine-types",
            description("List the machine types in a location", [MachineTypeInfo].self)
        ) { try await locations.machineTypes($0) }
        router.on(
            .get,
            "\(location)/vlans",
            description("List the VLANs in a location", [VLANInfo].self, isPublic: false)
        ) { try await locations.vlans($0) }
        router.on(
            .get,
            "\(base)/subnets",
            description("List the subnets of the clusters", [SubnetInfo].self, isPublic: false)
        ) { try await locations.subnets($0) }
    }
}
