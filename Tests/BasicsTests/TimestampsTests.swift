// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Testing

@Suite struct TimestampsTests {
    @Test(arguments: [
        (1_517_334_074.0, "2018-01-30T17:41:14+0000", "2018-01-30T17:41:14.000Z"),
        (1_452_192_909.726, "2016-01-07T18:55:09+0000", "2016-01-07T18:55:09.726Z"),
        (951_782_400.0, "2000-02-29T00:00:00+0000", "2000-02-29T00:00:00.000Z"),
        (0.0, "1970-01-01T00:00:00+0000", "1970-01-01T00:00:00.000Z"),
    ])
    func bothFormsAreWritten(seconds: Double, compact: String, milliseconds: String) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(date.compactOffsetText == compact)
        #expect(date.millisecondText == milliseconds)
        #expect(Date(timestamp: milliseconds)?.unixSeconds == Int(seconds))
    }

    @Test(arguments: [
        "2018-01-30T17:41:14+0000", "2018-01-30T17:41:14Z", "2018-01-30T17:41:14.000Z", "2018-01-30T17:41:14+00:00",
    ])
    func allFormsAreRead(_ text: String) {
        #expect(Date(timestamp: text) == Date(timeIntervalSince1970: 1_517_334_074))
    }

    @Test(arguments: ["", "Z", "2018-01-30", "2018-01-30T17:41:14", "2018-01-30 17:41:14Z", "2018-01-30T17:41Z", "T"])
    func otherTextIsRefused(_ text: String) {
        #expect(Date(timestamp: text) == nil)
    }
}
