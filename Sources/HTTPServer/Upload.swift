// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTP

/// The body of one request on its way into a file.
final class Upload {
    /// How many bytes may come before the time for them and the disk are looked at again.
    static let stride = 1 << 20

    private let maximumBytes: Int
    private let reserveBytes: Int
    private let descriptor: Int32
    private var isOwner = true
    private var count = 0
    /// Why the body cannot be kept; the rest of it is dropped then.
    private(set) var rejection: RequestRejection?
    private var dropped = 0

    init(maximumBytes: Int, folder: UploadFolder) {
        self.maximumBytes = maximumBytes
        reserveBytes = folder.reserveBytes
        do {
            descriptor = try folder.open()
        } catch {
            descriptor = -1
            rejection = Self.noSpace
        }
    }

    deinit {
        if isOwner, descriptor >= 0 { close(descriptor) }
    }

    /// Keeps the next bytes; false once so much came in vain that the connection is to be broken.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if rejection == nil { store(bytes) }
        guard rejection != nil else { return true }
        // Read on for a while, so that the client hears why.
        dropped += bytes.count
        return dropped <= 8 * Self.stride
    }

    /// Whether these bytes made another stride full.
    func hasAdvanced(by bytes: Int) -> Bool {
        count / Self.stride != (count - bytes) / Self.stride
    }

    /// The whole body, ready to be read from its start.
    func finish() -> BodyFile {
        lseek(descriptor, 0, SEEK_SET)
        isOwner = false
        return BodyFile(descriptor: descriptor, count: count)
    }

    private func store(_ bytes: UnsafeRawBufferPointer) {
        guard count + bytes.count <= maximumBytes else { return reject(.tooLarge(limit: maximumBytes)) }
        var offset = 0
        while offset < bytes.count {
            let written = write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if written >= 0 { offset += written } else if errno != EINTR { return reject(Self.noSpace) }
        }
        count += bytes.count
        if count == bytes.count || hasAdvanced(by: bytes.count), !hasRoom { reject(Self.noSpace) }
    }

    private var hasRoom: Bool {
        var information = statvfs()
        guard fstatvfs(descriptor, &information) == 0 else { return false }
        let (free, isHuge) = information.f_bavail.multipliedReportingOverflow(by: UInt(information.f_frsize))
        return isHuge || free >= UInt(reserveBytes)
    }

    private func reject(_ reason: RequestRejection) {
        rejection = reason
        // Frees the disk now, not when the client has heard of it.
        ftruncate(descriptor, 0)
    }

    private static let noSpace = RequestRejection(status: 507, reason: "there is no room for the body at the moment")
}

extension RequestRejection {
    static func tooLarge(limit: Int) -> RequestRejection {
        RequestRejection(status: 413, reason: "the body is larger than \(limit) bytes")
    }
}
