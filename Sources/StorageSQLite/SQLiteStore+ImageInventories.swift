// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: ImageInventoryStore {
    package func imageInventory(digest: String) async throws(StoreError) -> ImageInventory? {
        try await read { connection in
            let sql = "SELECT inventory FROM image_inventories WHERE digest = ?"
            return try connection.rows(sql, [.text(digest)]) { row throws(SQLiteError) in
                try row.value("inventory") { text in RegistryRows.value(ImageInventory.self, text) }
            }.first
        }
    }

    package func setImageInventory(_ inventory: ImageInventory, digest: String) async throws(StoreError) {
        let text = try RegistryRows.text(inventory)
        try await write { connection in
            try connection.run(
                """
                INSERT INTO image_inventories (digest, inventory) VALUES (?, ?)
                ON CONFLICT (digest) DO UPDATE SET inventory = excluded.inventory
                """,
                [.text(digest), .text(text)]
            )
        }
    }

    package func imagesWithoutInventory() async throws(StoreError) -> [RegistryManifest] {
        try await read { connection in
            let open = "SELECT digest FROM registry_manifests EXCEPT SELECT digest FROM image_inventories"
            let sql = "repository IN (SELECT repository FROM registry_manifests WHERE digest IN (\(open)))"
            let digests = Set(try connection.rows(open) { row throws(SQLiteError) in try row.text("digest") })
            var seen: Set<String> = []
            return try RegistryRows.images(where: sql, [], on: connection).map(\.manifest).filter { manifest in
                !manifest.isList && digests.contains(manifest.digest) && seen.insert(manifest.digest).inserted
            }
        }
    }

    package func forgetInventoriesOfMissingImages() async throws(StoreError) {
        try await write { connection in
            try connection.script(
                "DELETE FROM image_inventories WHERE digest NOT IN (SELECT digest FROM registry_manifests)"
            )
        }
    }
}
