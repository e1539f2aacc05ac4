// SPDX-License-Identifier: Apache-2.0

import WebPages

extension PasscodePage {
    /// Asks for the e-mail address alone, which decides where the user signs in.
    static func askForEmail(formToken: String, problem: String? = nil) -> WebPage {
        let alert: HTML? = problem.map { "<p class=\"alert\" role=\"alert\" id=\"problem\">\($0)</p>" }
        return WebPage(
            title: problem == nil ? "Sign in" : "Error: Sign in",
            content: """
                <h1>Sign in</h1>
                <p class="quiet">You get a one-time code, with which <code>bx login --sso</code> signs you in.</p>
                \(alert)
                <form method="post">
                <input type="hidden" name="\(Field.formToken)" value="\(formToken)">
                <input type="hidden" name="\(Field.action)" value="\(Action.identify.rawValue)">
                <label for="username">E-mail address</label>
                <input id="username" name="\(Field.userName)" type="email" maxlength="254" required autofocus \
                autocomplete="username" autocapitalize="none" spellcheck="false">
                <button type="submit">Continue</button>
                </form>
                """
        )
    }

    /// Leads the browser on to the provider called `title`, at once.
    ///
    /// It is a page and no redirect, since a form that ends elsewhere is against the policy of pages.
    static func leave(for title: String, address: String) -> WebPage {
        WebPage(
            title: "Sign in with \(title)",
            content: """
                <h1>Sign in with \(title)</h1>
                <p class="quiet" role="status">You are taken to \(title), and come back here after you have signed in.</p>
                <p><a class="button" href="\(address)" rel="noreferrer">Continue to \(title)</a></p>
                """,
            nextAddress: address
        )
    }
}
