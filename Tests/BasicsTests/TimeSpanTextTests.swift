// SPDX-License-Identifier: Apache-2.0

import Basics
import Testing

@Suite struct TimeSpanTextTests {
    @Test(arguments: [("45s", 45), ("30m", 1_800), ("1h30m", 5_400), ("2d", 172_800), ("1d1h1m1s", 90_061)])
    func whatIsReadIsWrittenAlike(text: String, seconds: Int) {
        #expect(TimeSpanText.seconds(text) == seconds)
        #expect(TimeSpanText.text(seconds: seconds) == text)
    }

    @Test(arguments: ["", "0m", "5", "m", "1h5", "-5m", "1 h", "5x", "9999999999999999999999s"])
    func otherTextsAreNone(text: String) {
        #expect(TimeSpanText.seconds(text) == nil)
    }
}
