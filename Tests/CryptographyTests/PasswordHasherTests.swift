// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Testing

@Suite struct PasswordHasherTests {
    private let hasher = PasswordHasher()

    @Test func onlyTheRightPasswordFits() async throws {
        let hash = try await hasher.hash("correct horse é")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(await hasher.verify("correct horse é", against: hash))
        #expect(await !hasher.verify("correct horse e", against: hash))
        #expect(await !hasher.verify("", against: hash))
        #expect(await !hasher.verify("correct horse é", against: nil))
    }

    @Test func sameUserPasswordsGetDifferentHashes() async throws {
        let (first, second) = (try await hasher.hash("a"), try await hasher.hash("a"))
        #expect(first != second)
    }

    @Test(arguments: ["", "nonsense", "$argon2id$", String(repeating: "$", count: 500)])
    func damagedHashFitsNothing(_ hash: String) async {
        #expect(await !hasher.verify("a", against: hash))
    }

    @Test func manyAtOnceAllFinish() async throws {
        let hash = try await hasher.hash("a")
        let verified = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { await hasher.verify("a", against: hash) } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(verified == 8)
    }

    @Test func cancelledHashIsNotMade() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await hasher.hash("a")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
