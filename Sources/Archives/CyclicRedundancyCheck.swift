// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// CRC-32 as zip uses it (polynomial 0xEDB88320, reflected).
enum CyclicRedundancyCheck {
    private static let table: [UInt32] = (0..<256).map { (index: UInt32) in
        (0..<8).reduce(index) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    static func value(of data: Data) -> UInt32 {
        ~data.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }
}
