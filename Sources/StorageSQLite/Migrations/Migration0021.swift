// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What was found in images: operating system and packages, as JSON.
    static let migration0021 = """
        CREATE TABLE image_inventories (
            digest TEXT NOT NULL PRIMARY KEY,
            inventory TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
