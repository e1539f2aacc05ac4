// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `PasscodeStore` must do.
package enum PasscodeStoreConformance {
    private static let start = Date(timeIntervalSince1970: 1_517_000_000)

    package static let checks: [ConformanceCheck<any PasscodeStore>] = [
        .init("a passcode can be taken once", passcodeIsTakenOnce),
        .init("one of many takers gets it", oneTakerGetsIt),
        .init("a hash is used once", hashIsUsedOnce),
        .init("only expired passcodes are deleted", onlyExpiredAreDeleted),
    ]

    private static func passcode(_ hash: String, account: String? = nil, lifetime: Double = 0) -> Passcode {
        Passcode(
            codeHash: hash,
            iamID: "IBMid-1",
            accountID: account,
            boundAccountID: account,
            apiKeyID: account,
            sourceTokenHash: account,
            expiresAt: start + lifetime
        )
    }

    private static func passcodeIsTakenOnce(_ store: any PasscodeStore) async throws {
        for expected in [passcode("1"), passcode("2", account: "a")] {
            try await store.createPasscode(expected)
            #expect(try await store.takePasscode(hash: expected.codeHash) == expected)
            await #expect(throws: StoreError.notFound(kind: "passcode", id: expected.codeHash)) {
                try await store.takePasscode(hash: expected.codeHash)
            }
        }
    }

    private static func oneTakerGetsIt(_ store: any PasscodeStore) async throws {
        try await store.createPasscode(passcode("1"))
        let taken = await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { (try? await store.takePasscode(hash: "1")) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 1)
    }

    private static func hashIsUsedOnce(_ store: any PasscodeStore) async throws {
        try await store.createPasscode(passcode("1"))
        await #expect(throws: StoreError.alreadyExists(kind: "passcode", id: "1")) {
            try await store.createPasscode(passcode("1", account: "a"))
        }
    }

    private static func onlyExpiredAreDeleted(_ store: any PasscodeStore) async throws {
        try await store.createPasscode(passcode("old", lifetime: 1))
        try await store.createPasscode(passcode("due", lifetime: 2))
        try await store.deletePasscodes(expiredBefore: start + 2)
        await #expect(throws: StoreError.self) { try await store.takePasscode(hash: "old") }
        #expect(try await store.takePasscode(hash: "due").codeHash == "due")
    }
}
