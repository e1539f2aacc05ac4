// SPDX-License-Identifier: Apache-2.0

import ContainerServiceCommands
import Testing

@Suite struct DisplayTextTests {
    @Test(arguments: [
        ("/home/a/kube-config-prod-dal10-a.yml", "/home/a/kube-config-prod-dal10-a.yml"),
        ("/home/my user/a", "'/home/my user/a'"), ("/it's", #"'/it'\''s'"#), ("", "''"), ("$HOME", "'$HOME'"),
        ("/home/jörg/a", "'/home/jörg/a'"), ("~/a", "'~/a'"),
    ])
    func wordIsQuotedWhereAShellNeedsIt(word: String, expected: String) {
        #expect(ShellWord.quoted(word) == expected)
    }

    @Test(arguments: [
        ("1.20.2_1505", "1.20.2_1505", "1.20.2_1505", "1.20.2_1505"),
        ("1.7.4_1506", "1.8.6_1504", "1.7.4_1506*", "1.7.4_1506* (1.8.6_1504 latest)"),
        ("1.7.4_1506", "", "1.7.4_1506", "1.7.4_1506"), ("", "1.8.6_1504", "-", "-"),
    ])
    func versionShowsThatANewerOneExists(current: String, target: String, short: String, long: String) {
        #expect(DisplayText.version(current, target: target) == short)
        #expect(DisplayText.detailedVersion(current, target: target) == long)
    }

    @Test(arguments: [
        ("90", 90), ("90s", 90), ("15m", 900), ("1h", 3600), ("1h30m", 5400), ("2m5s", 125), ("0", nil), ("", nil),
        ("-5", nil), ("5x", nil), ("m", nil), ("1.5h", nil), ("5m3", nil), ("99999999999999999999s", nil),
    ])
    func durationIsReadAsTyped(text: String, seconds: Int?) {
        #expect(DurationText.parse(text) == seconds.map { .seconds($0) })
    }

    @Test(arguments: [(0, "0s"), (59, "59s"), (125, "2m05s"), (3600, "1h00m"), (5430, "1h30m")])
    func durationIsWrittenShort(seconds: Int, expected: String) {
        #expect(DurationText.text(.seconds(seconds)) == expected)
    }
}
