// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What people say a policy is for.
    static let migration0011 = """
        ALTER TABLE access_policies ADD COLUMN description TEXT NOT NULL DEFAULT '';
        """
}
