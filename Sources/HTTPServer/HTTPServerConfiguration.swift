// SPDX-License-Identifier: Apache-2.0

/// Where a server listens, how it identifies itself, and what it lets clients do.
package struct HTTPServerConfiguration: Sendable {
    /// Numeric IPv4 or IPv6 address.
    package var address: String
    /// 0 takes any free port.
    package var port: UInt16
    /// Certificate (then its chain) and private key, PEM; without them the server speaks plain HTTP.
    package var certificatePEM: String?
    package var keyPEM: String?
    package var maximumBodyBytes: Int
    /// Where bodies go that are too large for memory; without it none is taken.
    package var uploadFolder: UploadFolder?
    package var maximumConnections: Int
    /// Further connections of one address are closed as they come; 0 sets no limit.
    package var maximumConnectionsPerAddress: Int
    /// Limit for a handler; after it the client gets `deadlineStatus` and the handler's task is cancelled.
    package var handlerDeadline: Duration
    package var deadlineStatus: Int
    /// Limit for TLS and the head of a request, counted from the connection or from the request line.
    package var headerDeadline: Duration
    /// Limit for the body of a request; of one that goes into a file, for each MiB of it.
    package var bodyDeadline: Duration
    /// How long a connection may stay open between requests, or be silent within one.
    package var idleTimeout: Duration

    package init(
        address: String = "127.0.0.1",
        port: UInt16 = 0,
        certificatePEM: String? = nil,
        keyPEM: String? = nil,
        maximumBodyBytes: Int = 1 << 20,
        uploadFolder: UploadFolder? = nil,
        maximumConnections: Int = 1000,
        maximumConnectionsPerAddress: Int = 0,
        handlerDeadline: Duration = .seconds(60),
        deadlineStatus: Int = 504,
        headerDeadline: Duration = .seconds(15),
        bodyDeadline: Duration = .seconds(60),
        idleTimeout: Duration = .seconds(75)
    ) {
        self.address = address
        self.port = port
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.maximumBodyBytes = maximumBodyBytes
        self.uploadFolder = uploadFolder
        self.maximumConnections = maximumConnections
        self.maximumConnectionsPerAddress = maximumConnectionsPerAddress
        self.handlerDeadline = handlerDeadline
        self.deadlineStatus = deadlineStatus
        self.headerDeadline = headerDeadline
        self.bodyDeadline = bodyDeadline
        self.idleTimeout = idleTimeout
    }
}
