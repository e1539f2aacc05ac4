// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc

// What the engine calls on its own threads. The context of each is the dispatcher, which the server keeps alive until
// the engine has stopped; the exchange travels as the engine's request pointer.

enum EngineCallbacks {
    static let access: MHD_AccessHandlerCallback = { context, _, _, method, version, data, size, request in
        guard let context, let size, let exchange = request?.pointee else { return .NO }
        // SAFETY: `began` retained the exchange; `completed` releases it after the last of these calls.
        let dispatcher = Unmanaged<RequestDispatcher>.fromOpaque(context).takeUnretainedValue()
        let rest = dispatcher.step(
            Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue(),
            method: method.map { String(cString: $0) } ?? "",
            version: version.map { String(cString: $0) } ?? "",
            upload: UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : size.pointee)
        )
        guard let rest else { return .NO }
        size.pointee = rest
        return .YES
    }

    static let began:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
            context,
            target,
            connection in
            guard let context, let target, let connection else { return nil }
            // SAFETY: see `access`.
            let dispatcher = Unmanaged<RequestDispatcher>.fromOpaque(context).takeUnretainedValue()
            let exchange = dispatcher.requestBegan(connection, target: String(cString: target))
            return Unmanaged.passRetained(exchange).toOpaque()
        }

    static let completed: MHD_RequestCompletedCallback = { context, _, request, _ in
        guard let context, let request, let pointer = request.pointee else { return }
        // SAFETY: balances the retain of `began`; the pointer is cleared so that it happens once.
        let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue()
        request.pointee = nil
        Unmanaged<RequestDispatcher>.fromOpaque(context).takeUnretainedValue().requestCompleted(exchange)
    }

    static let notify: MHD_NotifyConnectionCallback = { context, connection, socketContext, event in
        guard let context, let connection, let socketContext else { return }
        // SAFETY: the socket context is a number in the shape of a pointer and never followed.
        let dispatcher = Unmanaged<RequestDispatcher>.fromOpaque(context).takeUnretainedValue()
        if event == .CONNECTION_NOTIFY_STARTED {
            socketContext.pointee = UnsafeMutableRawPointer(bitPattern: dispatcher.connectionOpened(connection))
        } else {
            dispatcher.connectionClosed(UInt(bitPattern: socketContext.pointee))
        }
    }

    /// Leaves escapes as they are: paths stay raw.
    static let unescape:
        @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) -> Int =
            { _, _, text in
                text.map { strlen($0) } ?? 0
            }

    static let log: MHD_LogCallback = { context, format, arguments in
        guard let context, let format, let arguments else { return }
        var text = [CChar](repeating: 0, count: 512)
        vsnprintf(&text, text.count, format, arguments)
        let bytes = text.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
        Unmanaged<RequestDispatcher>.fromOpaque(context).takeUnretainedValue()
            .engineSaid(String(decoding: bytes, as: UTF8.self))
    }
}
