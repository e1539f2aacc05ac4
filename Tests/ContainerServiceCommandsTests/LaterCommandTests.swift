// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TestSupport
import Testing

@Suite struct LaterCommandTests {
    @Test(arguments: [
        ["albs", "--cluster", "mycluster"], ["alb-types"], ["alb-configure", "--albID", "alb1", "--enable"],
        ["cluster-service-bind", "mycluster", "default", "db"], ["cluster-services", "mycluster", "-n", "default"],
        ["webhook-create", "--cluster", "c", "--level", "Normal", "--type", "slack", "--URL", "https://example.com"],
        ["logging-config-get", "mycluster", "--json"],
    ])
    func saysThatItComesLater(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try ContainerServiceFixture(home: home, isLoggedIn: false)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(words, on: terminal) == ExitStatus.failure)
            #expect(terminal.text.hasPrefix("FAILED\n'bx cs \(words[0])' is not offered yet."))
            #expect(fixture.requests.isEmpty)
        }
    }
}
