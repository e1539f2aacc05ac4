// SPDX-License-Identifier: Apache-2.0

import API
package import Model

/// The regions of this installation; all of them are on its host.
package struct RegionCatalogue: Sendable {
    /// The default region comes first.
    let regions: [Region]

    package init(_ regions: [Region]) {
        self.regions = regions
    }

    /// The region that a caller names by its name or alias; nil if none is named.
    func region(_ name: String?) throws -> Region? {
        guard let name, !name.isEmpty else { return nil }
        guard let found = regions.first(where: { $0.name == name || $0.alias == name }) else {
            throw APIError.regionUnknown(name, known: regions.map(\.name))
        }
        return found
    }

    /// Where a new cluster is to be: in the named location, or in the first one of the named or the default region.
    func place(region name: String?, zone: String?) throws -> (region: String, zone: String) {
        let named = try region(name)
        guard let zone, !zone.isEmpty else {
            guard let region = named ?? regions.first, let first = region.zones.first else {
                throw APIError.locationUnknown("", known: [])
            }
            return (region.name, first)
        }
        let candidates = named.map { [$0] } ?? regions
        guard let region = candidates.first(where: { $0.zones.contains(zone) }) else {
            throw APIError.badRequest(
                code: "E0005",
                "The location '\(zone.prefix(100))' does not exist\(named.map { " in region '\($0.name)'" } ?? "").",
                recovery: "Choose one of \(candidates.flatMap(\.zones).joined(separator: ", "))."
            )
        }
        return (region.name, zone)
    }

    /// Whether the cluster is listed in the region; one whose region is no longer there is, in the default one.
    func holds(_ cluster: Cluster, in region: Region) -> Bool {
        let isKnown = regions.contains { $0.name == cluster.region }
        return isKnown ? cluster.region == region.name : region == regions.first
    }

    /// The locations of one region, or of all.
    func zones(in region: Region?) -> [String] {
        (region.map { [$0] } ?? regions).flatMap(\.zones)
    }

    /// Throws unless there is such a location.
    func check(_ zone: String) throws {
        let known = zones(in: nil)
        guard known.contains(zone) else { throw APIError.locationUnknown(zone, known: known) }
    }
}
