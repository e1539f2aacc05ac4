// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit

/// What must be there before a command may call a service.
extension Session {
    package func requireEndpoint(program: String) throws(CommandFailure) {
        guard !hasEndpoint else { return }
        throw CommandFailure(
            "No API endpoint is set. Use '\(program) api URL' to set one.",
            exitStatus: ExitStatus.session
        )
    }

    package func requireLogin(program: String) throws(CommandFailure) {
        try requireEndpoint(program: program)
        guard !isLoggedIn else { return }
        throw CommandFailure("Not logged in. Use '\(program) login' to log in.", exitStatus: ExitStatus.session)
    }

    /// Gives the targeted account.
    @discardableResult
    package func requireAccount(program: String) throws(CommandFailure) -> SessionTarget {
        try requireLogin(program: program)
        guard let account else {
            throw CommandFailure(
                "No account is targeted. Use '\(program) target -c ACCOUNT_ID' to target one.",
                exitStatus: ExitStatus.session
            )
        }
        return account
    }
}
