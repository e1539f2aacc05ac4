// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FoundationEssentials
import Glibc

/// A plain TCP connection that sends exactly the bytes it is told to.
final class RawConnection: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "raw-connection")

    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Whether all of `text` was taken by the system.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// What the server sends until it closes; nil if it does not within `limit`.
    func readToEnd(limit: Duration = .seconds(60)) async -> String? {
        await withCheckedContinuation { continuation in
            // Waiting must not hold a thread that the server's handlers need.
            queue.async { continuation.resume(returning: self.blockingReadToEnd(until: .now + limit)) }
        }
    }

    /// What has arrived, as soon as something has; empty at the end, nil if nothing comes within `limit`.
    func readSome(limit: Duration = .seconds(60)) async -> String? {
        await withCheckedContinuation { continuation in
            queue.async {
                let chunk = self.readChunk(until: .now + limit)
                continuation.resume(returning: chunk.map { String(decoding: $0, as: UTF8.self) })
            }
        }
    }

    /// What the server sends until `text` is in it; nil if it ends or is silent before.
    func read(until text: String) async -> String? {
        var received = ""
        while let more = await readSome(), !more.isEmpty {
            received += more
            if received.contains(text) { return received }
        }
        return nil
    }

    private func blockingReadToEnd(until end: ContinuousClock.Instant) -> String? {
        var bytes: [UInt8] = []
        while let chunk = readChunk(until: end) {
            if chunk.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk
        }
        return nil
    }

    /// Some bytes; none at the end of the connection, nil past the deadline.
    private func readChunk(until end: ContinuousClock.Instant) -> [UInt8]? {
        let left = Int32(max(0, (end - .now) / .milliseconds(1)))
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, left) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(0, count)))
    }
}
