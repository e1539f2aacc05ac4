// SPDX-License-Identifier: Apache-2.0

package import Model

/// Keeps what was found in images, by the digests of their manifests.
package protocol ImageInventoryStore: Sendable {
    /// What was found in the image; nil if nobody has looked yet.
    func imageInventory(digest: String) async throws(StoreError) -> ImageInventory?

    /// Stores what was found, in place of what was known.
    func setImageInventory(_ inventory: ImageInventory, digest: String) async throws(StoreError)

    /// One manifest for each digest in which nobody has looked yet; no lists.
    func imagesWithoutInventory() async throws(StoreError) -> [RegistryManifest]

    /// Forgets what was found in images that are not there any more.
    func forgetInventoriesOfMissingImages() async throws(StoreError)
}
