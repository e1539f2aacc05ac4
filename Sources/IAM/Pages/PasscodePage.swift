// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import WebPages

/// What the pages around one-time passcodes look like.
enum PasscodePage {
    /// The fields of the forms.
    enum Field {
        static let action = "action"
        static let formToken = "form_token"
        static let userName = "username"
        static let password = "password"
    }

    /// The values of the field `action`.
    enum Action: String {
        case identify
        case signIn = "sign-in"
        case newCode = "new-code"
        case signOut = "sign-out"
    }

    /// Asks for e-mail and password; `problem` is what was wrong with the last try.
    static func signIn(formToken: String, userName: String = "", problem: String? = nil) -> WebPage {
        let alert: HTML? = problem.map { "<p class=\"alert\" role=\"alert\" id=\"problem\">\($0)</p>" }
        let described: HTML? = problem.map { _ in " aria-invalid=\"true\" aria-describedby=\"problem\"" }
        let focus: (user: HTML?, password: HTML?) = userName.isEmpty ? (" autofocus", nil) : (nil, " autofocus")
        return WebPage(
            title: problem == nil ? "Sign in" : "Error: Sign in",
            content: """
                <h1>Sign in</h1>
                <p class="quiet">You get a one-time code, with which <code>bx login --sso</code> signs you in.</p>
                \(alert)
                <form method="post">
                <input type="hidden" name="\(Field.formToken)" value="\(formToken)">
                <input type="hidden" name="\(Field.action)" value="\(Action.signIn.rawValue)">
                <label for="username">E-mail address</label>
                <input id="username" name="\(Field.userName)" type="email" value="\(userName)" maxlength="254" required \
                autocomplete="username" autocapitalize="none" spellcheck="false"\(described)\(focus.user)>
                <label for="password">Password</label>
                <input id="password" name="\(Field.password)" type="password" required maxlength="1024" \
                autocomplete="current-password"\(described)\(focus.password)>
                <button type="submit">Sign in</button>
                </form>
                """
        )
    }

    /// Shows a code, how long it lasts, and what to do with it.
    ///
    /// `path` is where its forms go; the page may have come from elsewhere.
    static func code(
        _ code: String,
        expiresAt: Date,
        email: String,
        command: String,
        formToken: String,
        path: String
    ) -> WebPage {
        WebPage(
            title: "Your one-time code",
            content: """
                <h1>Your one-time code</h1>
                <p class="code" id="code">\(code)</p>
                <div class="row">
                <button type="button" data-copy="code" data-report="report" hidden>Copy the code</button>
                <span id="report" role="status"></span>
                </div>
                <p class="quiet">It works once, within \(PasscodeService.minutes) minutes: until \
                \(clock(expiresAt)) UTC. Whoever has it is you, so show it to nobody.</p>
                <p class="caption">In a terminal, type this and then the code:</p>
                <p class="command">\(command)</p>
                \(session(email: email, formToken: formToken, path: path, again: "Get another code"))
                """,
            usesScript: true
        )
    }

    /// For who is signed in already: a look at the page makes no code.
    static func ready(email: String, formToken: String, path: String) -> WebPage {
        WebPage(
            title: "One-time code",
            content: """
                <h1>One-time code</h1>
                <p class="quiet">The code signs you in once, with <code>bx login --sso</code>.</p>
                \(session(email: email, formToken: formToken, path: path, again: "Get a code"))
                """
        )
    }

    /// Says what went wrong, and leads back to the start.
    static func problem(_ title: String, _ text: String, path: String) -> WebPage {
        WebPage(
            title: "Error: \(title)",
            content: """
                <h1>\(title)</h1>
                <p class="alert" role="alert">\(text)</p>
                <p><a class="button" href="\(path)">Start again</a></p>
                """
        )
    }

    private static func session(email: String, formToken: String, path: String, again: String) -> HTML {
        """
        <form method="post" action="\(path)">
        <input type="hidden" name="\(Field.formToken)" value="\(formToken)">
        <p class="row end quiet">Signed in as \(email)</p>
        <div class="row">
        <button type="submit" name="\(Field.action)" value="\(Action.newCode.rawValue)">\(again)</button>
        <button type="submit" name="\(Field.action)" value="\(Action.signOut.rawValue)" class="second">\
        Sign out</button>
        </div>
        </form>
        """
    }

    private static func clock(_ date: Date) -> String {
        let minutes = Int(date.timeIntervalSince1970) / 60 % 1440
        return [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
