// SPDX-License-Identifier: Apache-2.0

import Model

extension Cluster {
    /// The cluster as policies name it.
    var resource: ResourceAttributes {
        var resource = Self.resource(in: region)
        resource.serviceInstance = id
        return resource
    }

    /// All clusters of a region, those to come included.
    static func resource(in region: String) -> ResourceAttributes {
        ResourceAttributes(serviceName: ResourceAttributes.containerService, region: region)
    }
}
