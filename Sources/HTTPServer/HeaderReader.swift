// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD

/// Reads what the engine knows about a request and its peer.
enum HeaderReader {
    /// The header fields in the order they came.
    static func fields(of connection: OpaquePointer) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        // SAFETY: the engine calls back within this call only.
        withUnsafeMutablePointer(to: &fields) {
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, addField, $0)
        }
        return fields
    }

    /// Address of the peer without its port; empty if it is not known.
    static func remoteAddress(of connection: OpaquePointer) -> String {
        var text = [CChar](repeating: 0, count: 64)
        guard mhd_remote_address(connection, &text, text.count) else { return "" }
        let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
    }
}

private let addField: MHD_KeyValueIteratorN = { context, _, name, nameSize, value, valueSize in
    let fields = context?.assumingMemoryBound(to: [(name: String, value: String)].self)
    fields?.pointee.append((name: text(name, nameSize), value: text(value, valueSize)))
    return .YES
}

private func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self)
}
