// SPDX-License-Identifier: Apache-2.0

import API

/// The network that joins the workers of a location: on a host there is one, and none that others could reach.
struct PrivateVLAN {
    let zone: String

    var id: String { "\(zone)-private" }

    /// Refuses VLANs that do not exist; none at all means this one.
    func check(privateVLAN: String?, publicVLAN: String?) throws {
        for requested in [privateVLAN ?? "", publicVLAN ?? ""] where !requested.isEmpty {
            guard requested == id, publicVLAN != requested else {
                throw APIError.badRequest(
                    code: "E0015",
                    "There is no such VLAN '\(requested.prefix(100))' in location '\(zone)'.",
                    recovery: "The private VLAN is '\(id)', and there is no public one. Both can be left out."
                )
            }
        }
    }
}
