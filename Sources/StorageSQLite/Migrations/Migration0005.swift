// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// The session that a passcode was made for.
    static let migration0005 = """
        ALTER TABLE passcodes ADD COLUMN api_key_id TEXT;
        ALTER TABLE passcodes ADD COLUMN source_token_hash TEXT;
        """
}
