// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Testing

@testable import IAM

@Suite struct SignInThrottleTests {
    private let clock = Locked(Date(timeIntervalSince1970: 1_517_334_074))
    private let throttle: SignInThrottle

    init() {
        let clock = clock
        throttle = SignInThrottle(time: TimeSource { clock.withLock { $0 } }, limit: 120)
    }

    private func advance(_ seconds: Double) {
        clock.withLock { $0 += seconds }
    }

    private func wait(_ user: String, from address: String) -> Int? {
        throttle.secondsToWait(.init(userName: user, address: address))
    }

    private func fail(_ user: String, from address: String, times: Int = 1) {
        for _ in 0..<times { throttle.failed(.init(userName: user, address: address)) }
    }

    @Test func eachFurtherFailureDoublesThePauseUpToAMinute() {
        fail("ann", from: "192.0.2.1", times: 5)
        var pauses: [Int] = []
        for _ in 0..<8 {
            let pause = wait("Ann", from: "192.0.2.1") ?? 0
            pauses.append(pause)
            advance(Double(pause))
            #expect(wait("ann", from: "192.0.2.1") == nil)
            fail("ann", from: "192.0.2.1")
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(wait("ann", from: "192.0.2.2") == nil && wait("bob", from: "192.0.2.1") == nil)
        advance(900)
        fail("ann", from: "192.0.2.1", times: 4)
        #expect(wait("ann", from: "192.0.2.1") == nil)
    }

    @Test func pastTheFreeOnesOneAttemptAPauseIsLetIn() {
        fail("ann", from: "192.0.2.1", times: 8)
        advance(60)
        #expect(wait("ann", from: "192.0.2.1") == nil)
        #expect(wait("ann", from: "192.0.2.1") == 8)
    }

    @Test func oneAddressThatTriesManyUsersIsSlowedDown() {
        for number in 0..<50 { fail("user\(number)", from: "192.0.2.1") }
        #expect(wait("another", from: "192.0.2.1") != nil)
        #expect(wait("another", from: "192.0.2.2") == nil)
        // Having an account of one's own does not help.
        advance(1)
        throttle.succeeded(.init(userName: "mallory", address: "192.0.2.1"))
        fail("user50", from: "192.0.2.1")
        #expect(wait("another", from: "192.0.2.1") == 2)
    }

    @Test func oneUserWhoIsGuessedFromManyAddressesIsGuardedAndNotLockedOut() {
        throttle.succeeded(.init(userName: "ann", address: "198.51.100.7"))
        for number in 0..<60 { fail("ann", from: "192.0.2.\(number)") }
        #expect(wait("ann", from: "203.0.113.1") == 15)
        #expect(wait("ann", from: "198.51.100.7") == nil)
        #expect(wait("bob", from: "203.0.113.1") == nil)
        advance(15)
        #expect(wait("ann", from: "203.0.113.1") == nil)
    }

    @Test func addressesOfOneNetworkAreOne() {
        for number in 1...5 { fail("ann", from: "2001:db8:0:1::\(number)") }
        #expect(wait("ann", from: "2001:db8:0:1:ffff::9") != nil)
        #expect(wait("ann", from: "2001:db8:0:2::1") == nil)
        #expect(NetworkSource.text(of: "fe80::1%eth0") == NetworkSource.text(of: "fe80::2"))
        #expect(NetworkSource.text(of: "192.0.2.1") == "192.0.2.1")
    }

    @Test func manyMadeUpNamesPushNobodyOutOfMemory() {
        fail("ann", from: "192.0.2.1", times: 12)
        for number in 0..<1000 { fail("made-up-\(number)", from: "192.0.2.\(number % 200)") }
        #expect(wait("ann", from: "192.0.2.1") != nil)
    }
}
