// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Glibc
import Testing

@Suite(.serialized) struct InterruptibleWaitTests {
    @Test func resultIsHandedOn() async throws {
        #expect(try await InterruptibleWait.run { 7 } == 7)
    }

    @Test func errorIsHandedOn() async throws {
        await #expect(throws: CancellationError.self) {
            try await InterruptibleWait.run { throw CancellationError() }
        }
    }

    @Test func interruptEndsTheWaitAndNotTheProgram() async throws {
        let isListening = AsyncStream.makeStream(of: Void.self)
        let listen: InterruptibleWait.Listen = { handler in
            let stop = InterruptSignal.listen(handler)
            isListening.continuation.finish()
            return stop
        }
        let result = try await InterruptibleWait.run(listen: listen) {
            for await _ in isListening.stream {}
            kill(getpid(), SIGINT)
            try await Task.sleep(for: .seconds(60))
            return 7
        }
        #expect(result == nil)
    }
}
