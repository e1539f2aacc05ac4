// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Accounts that allow no sessions that began with a password.
    static let migration0010 = """
        ALTER TABLE accounts ADD COLUMN allows_password_sessions INTEGER NOT NULL DEFAULT 1;
        """
}
