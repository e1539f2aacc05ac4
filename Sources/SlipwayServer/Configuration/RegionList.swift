// SPDX-License-Identifier: Apache-2.0

import Model

/// Reads regions with their locations from a setting, and puts the defaults first.
enum RegionList {
    /// Nil unless `text` is such as `us-south=dal10,dal12;eu-central=fra02`, and no name is there twice.
    static func parse(_ text: String, isWord: (String) -> Bool) -> [Region]? {
        var regions: [Region] = []
        for entry in text.split(separator: ";").map({ $0.filter { $0 != " " } }) {
            let parts = entry.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            let zones = parts.last?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
            guard parts.count == 2, ([parts[0]] + zones).allSatisfy({ !$0.isEmpty && isWord($0) }) else { return nil }
            regions.append(Region(name: parts[0], zones: zones))
        }
        let zones = regions.flatMap(\.zones)
        let areUnique = Set(regions.map(\.name)).count == regions.count && Set(zones).count == zones.count
        return regions.isEmpty || !areUnique ? nil : regions
    }

    /// The regions with the default one and its default location at the front; nil if they are not among them.
    static func arrange(_ regions: [Region], region: String, zone: String) -> [Region]? {
        guard let home = regions.first(where: { $0.name == region }), home.zones.contains(zone) else { return nil }
        let arranged = Region(name: region, zones: [zone] + home.zones.filter { $0 != zone })
        return [arranged] + regions.filter { $0.name != region }
    }
}
