// SPDX-License-Identifier: Apache-2.0

import ProcessControl
import Testing

@testable import RegistryService

@Suite struct DebianVersionTests {
    /// Each is before the next.
    static let ascending = [
        "0", "0.1~", "0.1", "0.1+b1", "0.9-1~bpo1", "0.9-1", "0.9-1+deb12u1", "0.9-1+deb12u2", "0.9-1+deb12u10",
        "0.9-2",
        "0.9.1", "0.10", "1.0~~", "1.0~~a", "1.0~", "1.0~rc1", "1.0", "1.0-0.1", "1.0-1", "1.0-1ubuntu1", "1.0-1.1",
        "1.0a",
        "1.0b", "1.0+dfsg", "1.2.3", "1.10", "2.36-9+deb12u4", "2.36-9+deb12u10", "20180101", "1:0.1", "1:1.0", "2:0~",
        "2:0",
    ]

    static let same = [
        ("1.0", "1.0"), ("1.0", "0:1.0"), ("1.0", "1.00"), ("1.0-0", "1.0"), ("01.2", "1.2"), (" 1.0 ", "1.0"),
        ("1:1.0-1", "1:1.0-01"),
    ]

    @Test func versionsAreInDebiansOrder() {
        for (index, version) in Self.ascending.enumerated() {
            for later in Self.ascending[(index + 1)...] {
                #expect(DebianVersion(version) < DebianVersion(later), "\(version) < \(later)")
                #expect(!(DebianVersion(later) < DebianVersion(version)), "\(later) < \(version)")
                #expect(DebianVersion(version) != DebianVersion(later))
            }
        }
    }

    @Test(arguments: same)
    func versionsAreTheSame(one: String, other: String) {
        #expect(DebianVersion(one) == DebianVersion(other))
    }

    @Test func textThatIsNoVersionHasAnOrderAllTheSame() {
        for text in ["", "-", ":", "a:b", "1:", "~", "99999999999999999999:1", "1-", "é"] {
            #expect(DebianVersion(text) == DebianVersion(text))
        }
    }

    /// Debian's own program is of the same opinion.
    @Test(.enabled(if: Subprocess.find("dpkg") != nil, "needs dpkg"))
    func dpkgAgrees() async throws {
        let pairs = zip(Self.ascending, Self.ascending.dropFirst())
        let script = pairs.map { "dpkg --compare-versions '\($0)' lt '\($1)' || echo '\($0) \($1)'" }
        let output = try await Subprocess.runChecked("sh", ["-c", script.joined(separator: "\n")])
        #expect(output == "")
    }
}
