// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Reads files out of layers, which strangers have made.
package protocol ImageLayerReader: Sendable {
    /// The entries of the layer, of whatever compression, whose paths `wants` takes, in its order.
    ///
    /// `path` is the layer as it is stored. What is no layer, or is larger than any layer should be, is an error.
    func entries(
        ofLayer path: String,
        wants: @escaping @Sendable (String) -> Bool
    ) async throws(RegistryEngineError) -> [ImageLayerEntry]
}

/// An entry of a layer.
package struct ImageLayerEntry: Sendable, Equatable {
    /// Relative, without `./` and slashes at either end.
    package let path: String
    package let isDirectory: Bool
    /// Of a regular file; nil for anything else.
    package let content: Data?

    package init(path: String, isDirectory: Bool, content: Data?) {
        self.path = path
        self.isDirectory = isDirectory
        self.content = content
    }
}
