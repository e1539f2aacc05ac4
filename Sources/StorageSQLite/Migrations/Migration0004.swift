// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Rotation and revocation of refresh tokens.
    static let migration0004 = """
        ALTER TABLE refresh_tokens ADD COLUMN api_key_id TEXT;
        ALTER TABLE refresh_tokens ADD COLUMN used_at INTEGER;
        CREATE INDEX refresh_tokens_family_id ON refresh_tokens (family_id);
        CREATE INDEX refresh_tokens_iam_id ON refresh_tokens (iam_id);
        CREATE INDEX refresh_tokens_api_key_id ON refresh_tokens (api_key_id) WHERE api_key_id IS NOT NULL;
        """
}
