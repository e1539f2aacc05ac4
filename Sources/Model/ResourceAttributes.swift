// SPDX-License-Identifier: Apache-2.0

/// Names one resource of an account, or, where attributes are left out, all that have the others.
package struct ResourceAttributes: Sendable, Equatable {
    /// `containers-kubernetes`, for example; nil for every service of the account.
    package var serviceName: String?
    package var region: String?
    /// For the container service, the identifier of a cluster.
    package var serviceInstance: String?
    /// What kind of thing inside the instance, with `resource` for its name: `namespace` of a registry, for example.
    package var resourceType: String?
    package var resource: String?

    package init(
        serviceName: String? = nil,
        region: String? = nil,
        serviceInstance: String? = nil,
        resourceType: String? = nil,
        resource: String? = nil
    ) {
        self.serviceName = serviceName
        self.region = region
        self.serviceInstance = serviceInstance
        self.resourceType = resourceType
        self.resource = resource
    }

    /// The service that clusters belong to.
    package static let containerService = "containers-kubernetes"

    /// The service that namespaces of images belong to.
    package static let registryService = "container-registry"

    /// Whether everything that `other` names is named by this too.
    package func covers(_ other: ResourceAttributes) -> Bool {
        let attributes: [KeyPath<ResourceAttributes, String?>] = [
            \.serviceName, \.region, \.serviceInstance, \.resourceType, \.resource,
        ]
        return attributes.allSatisfy { self[keyPath: $0] == nil || self[keyPath: $0] == other[keyPath: $0] }
    }
}
