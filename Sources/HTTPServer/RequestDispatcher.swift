// SPDX-License-Identifier: Apache-2.0

import Basics
import CMicroHTTPD
import FoundationEssentials
import HTTP

/// What the engine's callbacks do: takes requests in, runs the handler, gives the answers out.
final class RequestDispatcher: Sendable {
    let table = ConnectionTable()
    private let configuration: HTTPServerConfiguration
    private let logger: Logger
    private let uploads: @Sendable (HTTPMethod, String) -> UploadRule?
    private let handler: @Sendable (HTTPRequest) async -> HTTPResponse

    init(
        configuration: HTTPServerConfiguration,
        logger: Logger,
        uploads: @escaping @Sendable (HTTPMethod, String) -> UploadRule?,
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        self.configuration = configuration
        self.logger = logger
        self.uploads = uploads
        self.handler = handler
    }

    func connectionOpened(_ connection: OpaquePointer) -> UInt {
        table.open(descriptor: mhd_socket(connection), limit: configuration.headerDeadline)
    }

    func connectionClosed(_ id: UInt) {
        table.close(id)
    }

    /// A request line has arrived.
    func requestBegan(_ connection: OpaquePointer, target: String) -> Exchange {
        let id = mhd_socket_context(connection)
        table.set(id, .receiving, limit: configuration.headerDeadline)
        return Exchange(connection: connection, connectionID: UInt(id), target: target)
    }

    /// The answer is sent, or the connection is broken.
    func requestCompleted(_ exchange: Exchange) {
        if exchange.isHeld { mhd_hold_packets(exchange.connection, false) }
        table.set(exchange.connectionID, .idle, limit: configuration.idleTimeout)
    }

    /// Takes one step: the head, a piece of the body, its end, or the answer.
    ///
    /// Gives how many bytes of `upload` stay unread; nil breaks the connection.
    func step(_ exchange: Exchange, method: String, version: String, upload: UnsafeRawBufferPointer) -> Int? {
        switch exchange.phase {
        case .head: return takeHead(exchange, method: method, version: version) ? upload.count : nil
        case .admission: return takeAdmission(exchange) ? upload.count : nil
        case .body where upload.count > 0: return takeBody(exchange, upload) ? 0 : nil
        case .body: return takeEnd(exchange) ? 0 : nil
        case .handling: return giveAnswer(exchange) ? 0 : nil
        case .answered: return 0
        }
    }

    /// Passes on what the engine complains about, mostly clients that went away.
    func engineSaid(_ text: String) {
        logger.debug("http engine", ["text": text])
    }

    /// Answers the requests whose handlers take too long, and cuts what is too slow.
    func sweep() {
        for exchange in table.sweep(now: .now) {
            logger.warning("handler is past its deadline", ["path": exchange.head?.path ?? "", "id": exchange.id])
            exchange.finish(.text("the request took too long\n", status: configuration.deadlineStatus))
        }
        for stream in table.abandonedStreams() { stream.abandon() }
    }

    private func takeHead(_ exchange: Exchange, method: String, version: String) -> Bool {
        let fields = HeaderReader.fields(of: exchange.connection)
        let received = ReceivedHead(
            method: method,
            target: exchange.target,
            version: version,
            fields: fields,
            size: mhd_header_size(exchange.connection)
        )
        do {
            exchange.head = try RequestHead(
                received,
                maximumBodyBytes: configuration.maximumBodyBytes,
                uploads: configuration.uploadFolder == nil ? { _, _ in nil } : uploads
            )
        } catch {
            return reject(exchange, error)
        }
        if let rule = exchange.head?.uploadRule { return askForAdmission(exchange, rule) }
        exchange.phase = .body
        table.set(exchange.connectionID, .receiving, limit: configuration.bodyDeadline)
        return true
    }

    private func askForAdmission(_ exchange: Exchange, _ rule: UploadRule) -> Bool {
        guard let request = request(of: exchange) else { return false }
        exchange.phase = .admission
        return handle(exchange, request) { request in
            do {
                return try await rule.admit(request)
            } catch {
                return .text("the request could not be looked at\n", status: 500)
            }
        }
    }

    /// Lets the body come, or gives the answer without it.
    private func takeAdmission(_ exchange: Exchange) -> Bool {
        // Without an answer the connection was resumed by nobody: nothing to do yet.
        guard let response = exchange.response else { return true }
        guard let folder = configuration.uploadFolder, let rule = exchange.head?.uploadRule else { return false }
        guard response.status == HTTPResponse.goOn.status else { return send(response, exchange, closing: true) }
        exchange.reopen()
        exchange.upload = Upload(maximumBytes: rule.maximumBytes, folder: folder)
        exchange.phase = .body
        table.set(exchange.connectionID, .receiving, limit: configuration.bodyDeadline)
        return true
    }

    private func takeBody(_ exchange: Exchange, _ upload: Upload, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let isKept = upload.take(bytes)
        if upload.hasAdvanced(by: bytes.count) {
            table.set(exchange.connectionID, .receiving, limit: configuration.bodyDeadline)
        }
        return isKept
    }

    /// Keeps what fits; a body that has no announced length is read on for a while, so that the client hears why.
    private func takeBody(_ exchange: Exchange, _ bytes: UnsafeRawBufferPointer) -> Bool {
        if let upload = exchange.upload { return takeBody(exchange, upload, bytes) }
        if exchange.surplus == 0, exchange.body.count + bytes.count <= configuration.maximumBodyBytes {
            exchange.body.append(contentsOf: bytes)
            return true
        }
        exchange.body = Data()
        exchange.surplus += bytes.count
        return exchange.surplus <= 8 * configuration.maximumBodyBytes + 65_536
    }

    private func takeEnd(_ exchange: Exchange) -> Bool {
        guard var request = request(of: exchange) else { return false }
        guard exchange.surplus == 0 else { return reject(exchange, .tooLarge(limit: configuration.maximumBodyBytes)) }
        if let upload = exchange.upload {
            if let rejection = upload.rejection { return reject(exchange, rejection) }
            request.file = upload.finish()
            exchange.upload = nil
        }
        request.body = exchange.body
        exchange.body = Data()
        exchange.phase = .handling
        return handle(exchange, request, handler)
    }

    /// The request as it is known from its head.
    private func request(of exchange: Exchange) -> HTTPRequest? {
        guard let head = exchange.head else { return nil }
        return HTTPRequest(
            method: head.method,
            path: head.path,
            query: head.query,
            headers: head.headers,
            remoteAddress: HeaderReader.remoteAddress(of: exchange.connection),
            id: head.id
        )
    }

    private func handle(
        _ exchange: Exchange,
        _ request: HTTPRequest,
        _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) -> Bool {
        if table.beginHandling(exchange.connectionID, exchange, limit: configuration.handlerDeadline) {
            exchange.run(request, handler)
        } else {
            exchange.finish(.serverIsStopping)
        }
        return exchange.suspend() || (exchange.phase == .admission ? takeAdmission(exchange) : giveAnswer(exchange))
    }

    private func giveAnswer(_ exchange: Exchange) -> Bool {
        // Without an answer the connection was resumed by nobody: nothing to do yet.
        guard let response = exchange.response else { return true }
        return send(response, exchange, closing: table.isDraining)
    }

    private func reject(_ exchange: Exchange, _ rejection: RequestRejection) -> Bool {
        send(.text(rejection.reason + "\n", status: rejection.status), exchange, closing: true)
    }

    private func send(_ response: HTTPResponse, _ exchange: Exchange, closing: Bool) -> Bool {
        exchange.phase = .answered
        exchange.upload = nil
        // Over TLS the engine sends the head of a long answer by itself, and each packet costs more than a few calls.
        exchange.isHeld = configuration.certificatePEM != nil && (600...16_384).contains(response.bytes.count)
        if exchange.isHeld { mhd_hold_packets(exchange.connection, true) }
        let body = ResponseSender.queue(response, on: exchange.connection, id: exchange.id, closing: closing)
        switch body {
        case nil: table.set(exchange.connectionID, .sending, limit: configuration.idleTimeout)
        case .bytes(let count):
            // A client that reads less than 16 KiB a second on average is cut off.
            let limit = configuration.idleTimeout + .seconds(count / 16_384)
            table.set(exchange.connectionID, .sending, limit: limit)
        case .stream(let stream):
            // Who produces it says how long it takes; the engine cuts off a client that reads nothing.
            table.set(exchange.connectionID, .streaming(stream), limit: .seconds(365 * 24 * 3600))
            if table.isClosing { stream.abandon() }
        }
        logger.info(
            "request answered",
            [
                "id": exchange.id,
                "method": exchange.head?.method.rawValue ?? "-",
                "path": exchange.head?.path ?? "-",
                "status": String(response.status),
                "milliseconds": String((ContinuousClock.now - exchange.start) / .milliseconds(1)),
            ]
        )
        return body != nil
    }
}

extension HTTPResponse {
    /// For whoever asks while the server stops; it may start again at once.
    static var serverIsStopping: HTTPResponse {
        var response = HTTPResponse.text("the server is stopping\n", status: 503)
        response.headers["Retry-After"] = "5"
        return response
    }
}
