// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The values that can be typed where the help has one of these names.
enum ValueCompletion {
    /// Nothing if the server does not say in time, or nobody is logged in.
    @Sendable static func candidates(context: PluginContext, name: String) async -> [Candidate] {
        do {
            switch name {
            case "NAMESPACE": return try await context.registry().client.namespaces().map { Candidate($0) }
            case "IMAGE":
                let images = try await context.registry().client.images(withVulnerabilities: false)
                return images.flatMap(ImageRow.rows).map { Candidate($0.reference, ByteText.text($0.size)) }
            case "TOKEN":
                return try await context.registry().client.tokens().map { Candidate($0.id, $0.secondaryOwner) }
            case "REGION":
                let session = try context.session()
                let address = try await context.registryAddress(of: session)
                return try await RegionSet.regions(context, session, address).map { Candidate($0) }
            case "PLAN": return [Candidate("standard")]
            case "ACTION": return ["get", "store", "erase", "list", "version"].map { Candidate($0) }
            default: return []
            }
        } catch {
            return []
        }
    }
}
