// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
package import Model
package import Provisioning
package import Storage

/// Looks into each image once, and compares what it found with the vulnerabilities that are known when somebody asks.
package actor ImageScanner: ImageAssessment {
    private let store: any ImageInventoryStore
    private let engine: EngineClient
    private let reader: any ImageLayerReader
    /// Nil if the operator has provided none.
    private let list: VulnerabilityList?
    private let folder: String
    private let interval: Duration
    private let time: TimeSource
    private let logger: Logger
    private var loop: Task<Void, Never>?
    /// Verdicts by digest, as long as the list stays as it is.
    private var known: [String: ImageVerdict] = [:]
    private var knownNumber: Int?

    /// `listPath` is a file in the form of Debian's security tracker; `folder` is for layers while they are read, and
    /// emptied at the start.
    package init(
        store: any ImageInventoryStore,
        engine: EngineClient,
        reader: any ImageLayerReader,
        listPath: String?,
        folder: String,
        interval: Duration = .seconds(5),
        time: TimeSource = .system,
        logger: Logger
    ) {
        self.store = store
        self.engine = engine
        self.reader = reader
        list = listPath.map { VulnerabilityList(path: $0, logger: logger) }
        self.folder = folder
        self.interval = interval
        self.time = time
        self.logger = logger
    }

    package func start() {
        guard loop == nil else { return }
        loop = Task {
            while !Task.isCancelled {
                await scanAll()
                try? await Task.sleep(for: interval)
            }
        }
    }

    package func stop() async {
        let running = loop
        loop = nil
        running?.cancel()
        await running?.value
    }

    package func verdict(on image: RegistryManifest) async throws -> ImageVerdict {
        let number = await list?.current()?.number
        if number != knownNumber { (known, knownNumber) = ([:], number) }
        if let verdict = known[image.digest] { return verdict }
        let findings = try await findings(on: image)
        if findings.scanned != nil, number == knownNumber { known[image.digest] = findings.verdict }
        return findings.verdict
    }

    package func findings(on image: RegistryManifest) async throws -> ImageFindings {
        guard !image.isList else { return ImageFindings(status: "Unknown") }
        guard let inventory = try await store.imageInventory(digest: image.digest) else {
            return ImageFindings(status: "Pending Scan")
        }
        return ImageFindings(inventory, await list?.current())
    }

    // MARK: Scanning

    private func scanAll() async {
        do {
            // Read beforehand, so that nobody who asks has to wait for it.
            _ = await list?.current()
            try Files.remove(folder)
            try Files.makeDirectory(folder)
            for image in try await store.imagesWithoutInventory() {
                try Task.checkCancellation()
                try await scan(image)
            }
            try await store.forgetInventoriesOfMissingImages()
        } catch {
            guard !Task.isCancelled else { return }
            logger.warning("images cannot be looked into", ["reason": "\(error)"])
        }
    }

    /// An image that cannot be read stays one of which nothing is known; one whose layers are not there yet comes later.
    private func scan(_ image: RegistryManifest) async throws {
        let found: ImageInventory
        do {
            guard let inventory = try await inventory(of: image) else { return }
            found = inventory
        } catch let error as RegistryEngineError {
            try Task.checkCancellation()
            logger.warning(
                "an image cannot be read",
                ["repository": image.repository, "digest": image.digest, "reason": "\(error)"]
            )
            found = ImageInventory(system: nil, release: "", packages: nil, scanned: time.now())
        }
        try await store.setImageInventory(found, digest: image.digest)
    }

    /// Nil if a layer is not there.
    private func inventory(of image: RegistryManifest) async throws -> ImageInventory? {
        var files = InventoryReader()
        for layer in image.layers where !layer.isForeign {
            let path = "\(folder)/layer"
            guard try await engine.download(layer.digest, in: image.repository, to: path) else { return nil }
            files.add(try await reader.entries(ofLayer: path, wants: InventoryReader.wants))
            try Files.remove(path)
        }
        return files.inventory(scanned: time.now())
    }
}
