// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import FoundationEssentials
import Glibc
import HTTP

/// Turns an answer into the engine's form and queues it.
enum ResponseSender {
    /// Queues `response` and gives the size of its body; nil if the engine refuses.
    static func queue(_ response: HTTPResponse, on connection: OpaquePointer, id: String, closing: Bool) -> Int? {
        guard let (status, made, size) = make(response) else { return nil }
        defer { MHD_destroy_response(made) }
        for (name, value) in response.headers.fields where !isReserved(name) {
            // A name or value that would break the head is refused, and left out.
            MHD_add_response_header(made, name, value)
        }
        MHD_add_response_header(made, "X-Request-Id", id)
        if closing { MHD_add_response_header(made, "Connection", "close") }
        return MHD_queue_response(connection, UInt32(status), made) == .YES ? size : nil
    }

    private static func make(_ response: HTTPResponse) -> (status: Int, response: OpaquePointer, size: Int)? {
        let status = (200...599).contains(response.status) ? response.status : 500
        switch response.body {
        case .bytes(let data): return make(data).map { (status, $0, data.count) }
        case .file(let path):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            var information = stat()
            guard descriptor >= 0, fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
                let isMissing = descriptor < 0 && errno == ENOENT
                if descriptor >= 0 { close(descriptor) }
                return make(Data()).map { (isMissing ? 404 : 500, $0, 0) }
            }
            guard let made = MHD_create_response_from_fd64(UInt64(information.st_size), descriptor) else {
                close(descriptor)
                return nil
            }
            return (status, made, Int(information.st_size))
        }
    }

    private static func make(_ data: Data) -> OpaquePointer? {
        data.withUnsafeBytes { bytes in
            // SAFETY: the engine copies the bytes and never writes to them.
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            return MHD_create_response_from_buffer(bytes.count, start, .RESPMEM_MUST_COPY)
        }
    }

    /// Headers that the server itself answers for.
    private static let reserved: HTTPHeaders = [
        "Content-Length": "", "Transfer-Encoding": "", "Connection": "", "Date": "", "X-Request-Id": "",
    ]

    private static func isReserved(_ name: String) -> Bool {
        reserved[name] != nil
    }
}
