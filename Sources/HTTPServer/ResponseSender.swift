// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import FoundationEssentials
import Glibc
import HTTP

/// Turns an answer into the engine's form and queues it.
enum ResponseSender {
    /// What is sent after the head.
    enum Body {
        case bytes(count: Int)
        case stream(ResponseStream)
    }

    /// Queues `response` and gives its body; nil if the engine refuses.
    static func queue(_ response: HTTPResponse, on connection: OpaquePointer, id: String, closing: Bool) -> Body? {
        guard let (status, made, body) = make(response, connection) else { return nil }
        defer { MHD_destroy_response(made) }
        for (name, value) in response.headers.fields where !isReserved(name) {
            add(name, value, to: made)
        }
        add("X-Request-Id", id, to: made)
        if closing { add("Connection", "close", to: made) }
        return MHD_queue_response(connection, UInt32(status), made) == .YES ? body : nil
    }

    /// Adds a field of the head; a name or value that would break it is refused by the engine, and left out.
    private static func add(_ name: String, _ value: String, to response: OpaquePointer) {
        // Unlike an argument that is converted silently, this copies nothing.
        _ = name.withCString { name in value.withCString { MHD_add_response_header(response, name, $0) } }
    }

    private static func make(
        _ response: HTTPResponse,
        _ connection: OpaquePointer
    ) -> (status: Int, response: OpaquePointer, body: Body)? {
        let status = (200...599).contains(response.status) ? response.status : 500
        switch response.body {
        case .bytes(let data): return make(data).map { (status, $0, .bytes(count: data.count)) }
        case .stream(let produce):
            let stream = ResponseStream(connection: connection, produce: produce)
            return make(stream).map { (status, $0, .stream(stream)) }
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            var information = stat()
            guard descriptor >= 0, fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
                let isMissing = descriptor < 0 && errno == ENOENT
                if descriptor >= 0 { close(descriptor) }
                return make(Data()).map { (isMissing ? 404 : 500, $0, .bytes(count: 0)) }
            }
            guard let made = MHD_create_response_from_fd64(UInt64(information.st_size), descriptor) else {
                close(descriptor)
                return nil
            }
            return (status, made, .bytes(count: Int(information.st_size)))
        }
    }

    private static func make(_ data: Data) -> OpaquePointer? {
        data.withUnsafeBytes { bytes in
            // SAFETY: the engine copies the bytes and never writes to them.
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            return MHD_create_response_from_buffer(bytes.count, start, .RESPMEM_MUST_COPY)
        }
    }

    private static func make(_ stream: ResponseStream) -> OpaquePointer? {
        // SAFETY: released by `forget`, which the engine calls once when it is done with the answer, or below.
        let context = Unmanaged.passRetained(stream)
        let made = MHD_create_response_from_callback(UInt64.max, 16_384, read, context.toOpaque(), forget)
        if made == nil { context.release() }
        return made
    }

    private static let read: MHD_ContentReaderCallback = { context, _, buffer, size in
        guard let context, let buffer else { return Int(MHD_CONTENT_READER_END_WITH_ERROR) }
        // SAFETY: see `make`.
        let stream = Unmanaged<ResponseStream>.fromOpaque(context).takeUnretainedValue()
        return stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
    }

    private static let forget: MHD_ContentReaderFreeCallback = { context in
        guard let context else { return }
        // SAFETY: see `make`.
        Unmanaged<ResponseStream>.fromOpaque(context).takeRetainedValue().abandon()
    }

    /// Headers that the server itself answers for.
    private static let reserved: HTTPHeaders = [
        "Content-Length": "", "Transfer-Encoding": "", "Connection": "", "Date": "", "X-Request-Id": "",
    ]

    private static func isReserved(_ name: String) -> Bool {
        reserved[name] != nil
    }
}
