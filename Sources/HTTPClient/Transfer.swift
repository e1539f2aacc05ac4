// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP

/// What arrives in the course of one transfer.
final class Transfer: Sendable {
    private struct Head {
        var status = 0
        var headers = HTTPHeaders()
        var isComplete = false
    }

    private let head = Locked(Head())
    private let onHead: @Sendable (Int, HTTPHeaders) -> Bool
    private let onChunk: @Sendable (Data) -> Bool

    /// Both closures run on the thread of the transfer and end it by returning false.
    init(
        onHead: @escaping @Sendable (Int, HTTPHeaders) -> Bool,
        onChunk: @escaping @Sendable (Data) -> Bool
    ) {
        self.onHead = onHead
        self.onChunk = onChunk
    }

    /// The headers of the last answer.
    var headers: HTTPHeaders { head.withLock { $0.headers } }

    /// Takes one line of a head, the status line and the empty line at the end included.
    func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let line = String(decoding: bytes, as: UTF8.self).trimmingSuffix { $0.isNewline }
        return head.withLock { head -> (Int, HTTPHeaders)? in
            if line.isEmpty {
                head.isComplete = true
                return head.status >= 200 ? (head.status, head.headers) : nil
            }
            if line.hasPrefix("HTTP/"), head.isComplete || head.status == 0 {
                head = Head(status: Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0)
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].trimmingSuffix { $0 == " " || $0 == "\t" }
                head.headers.add(String(line[..<colon]), String(value.drop { $0 == " " || $0 == "\t" }))
            }
            return nil
        }.map(onHead) ?? true
    }

    func receiveBody(_ chunk: Data) -> Bool {
        onChunk(chunk)
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> SubSequence {
        var end = endIndex
        while end > startIndex, isUnwanted(self[index(before: end)]) { end = index(before: end) }
        return self[startIndex..<end]
    }
}
