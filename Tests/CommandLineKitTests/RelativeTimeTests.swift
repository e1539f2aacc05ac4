// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials
import Testing

@Suite struct RelativeTimeTests {
    @Test(arguments: [
        (-5, "just now"), (0, "just now"), (1, "1 second ago"), (59, "59 seconds ago"), (60, "1 minute ago"),
        (7199, "1 hour ago"), (23 * 3600, "23 hours ago"), (86_400, "1 day ago"), (45 * 86_400, "1 month ago"),
        (800 * 86_400, "2 years ago"),
    ])
    func ageIsGivenInTheLargestWholeUnit(seconds: Int, expected: String) {
        let now = Date(timeIntervalSince1970: 1_517_000_000)
        #expect(RelativeTime.text(from: now.addingTimeInterval(-Double(seconds)), to: now) == expected)
    }
}
