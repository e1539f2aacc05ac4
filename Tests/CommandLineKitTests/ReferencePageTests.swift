// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TestSupport
import Testing

@Suite struct ReferencePageTests {
    @Test(arguments: ReferencePage.Format.allCases)
    func commandsAreExplained(format: ReferencePage.Format) throws {
        let page = ReferencePage(
            name: "bx cs",
            program: "bx",
            summary: "Manage clusters.",
            commands: [
                SampleCommand.declaration,
                CommandDeclaration(namespace: "cs", name: "inner", summary: "Not shown.", isHidden: true),
            ],
            variables: [("BLUEMIX_TRACE=true", "Show requests")]
        )
        try Golden.expect(page.text(format), is: "reference.\(format.rawValue)")
    }
}
