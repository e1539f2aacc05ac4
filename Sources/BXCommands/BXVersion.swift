// SPDX-License-Identifier: Apache-2.0

import PluginKit

/// Which version of the command line this is.
enum BXVersion {
    /// The version whose commands and forms these are; plug-ins ask for a minimum of it.
    static let compatible = PluginVersion(0, 6, 5)
    /// The version of this product.
    static let product = "0.1.0"

    static var text: String {
        "\(compatible)+slipway-\(product)"
    }
}
