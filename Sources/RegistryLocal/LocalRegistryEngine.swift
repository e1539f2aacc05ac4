// SPDX-License-Identifier: Apache-2.0

package import Basics
import Cryptography
import FoundationEssentials
import HTTP
import HTTPClient
import ProcessControl
package import Provisioning
import Supervision

/// CNCF distribution on this host, as Debian packages it: started, watched, and found again after a restart.
package actor LocalRegistryEngine: RegistryEngine {
    private static let program = "docker-registry"
    private static let readyLimit = Duration.seconds(30)

    private let layout: RegistryLayout
    private let storage: FileRegistryStorage
    private let supervisor: Supervisor

    /// `storage` are the files of this engine; they are put in order each time before it starts.
    package init(layout: RegistryLayout, storage: FileRegistryStorage, logger: Logger) {
        self.layout = layout
        self.storage = storage
        supervisor = Supervisor(logger: logger)
    }

    /// What is missing on this host for the engine.
    package static func obstacles() -> [Obstacle] {
        guard Subprocess.find(program) == nil else { return [] }
        return [Obstacle(problem: "the program \(program) is missing", mend: "install the package \(program)")]
    }

    package func realize(_ settings: RegistryEngineSettings) async throws(RegistryEngineError) {
        guard let executable = Subprocess.find(Self.program) else {
            throw RegistryEngineError(Self.obstacles().map { "\($0.problem); \($0.mend)" }.joined(separator: "; "))
        }
        let configuration = EngineConfiguration(settings: settings, layout: layout)
        let unit = UnitSpecification(
            folder: layout.unitFolder,
            executable: executable,
            arguments: ["serve", configuration.file],
            environment: [
                // What it tells is told to us alone.
                "SSL_CERT_FILE": configuration.authorityFile,
                "OTEL_TRACES_EXPORTER": "none",
            ]
        )
        do {
            try Files.makeDirectory(layout.folder)
            try Files.makeDirectory(layout.storageFolder)
            try configuration.write()
            try await supervisor.ensure(unit) { [storage] in try storage.prepareStart() }
            try configuration.removeOthers()
            try await waitUntilItAnswers(unit, settings)
        } catch let error as RegistryEngineError {
            throw error
        } catch {
            throw RegistryEngineError("cannot start the engine of the registry: \(error)")
        }
    }

    package func halt() async throws(RegistryEngineError) {
        await supervisor.release()
        do {
            try await Supervisor.endStrays(withMarkerPrefix: layout.unitFolder, grace: .seconds(10))
        } catch {
            throw RegistryEngineError("cannot end the engine of the registry: \(error)")
        }
    }

    package func release() async {
        await supervisor.release()
    }

    private func waitUntilItAnswers(_ unit: UnitSpecification, _ settings: RegistryEngineSettings) async throws {
        let client = HTTPClient(
            HTTPClientConfiguration(trust: .pem(settings.authorityPEM), timeout: .seconds(5), usesProxy: false)
        )
        let answers = try await Deadline.poll(limit: Self.readyLimit) { () -> Bool? in
            // Without a token it says where to get one, which no other program at that port does.
            let response = try? await client.send(HTTPClientRequest(url: "\(settings.localURL)/v2/"))
            return response?.headers["WWW-Authenticate"]?.contains(settings.realm) == true ? true : nil
        }
        guard answers == true else {
            throw RegistryEngineError(
                "the engine of the registry does not answer at \(settings.listen); its last words: \(lastWords(unit))"
            )
        }
    }

    private func lastWords(_ unit: UnitSpecification) -> String {
        guard let log = try? Files.read(unit.logPath) else { return "none" }
        let lines = String(decoding: log.suffix(4_000), as: UTF8.self).split(separator: "\n").suffix(2)
        return lines.isEmpty ? "none" : lines.map { String($0.suffix(300)) }.joined(separator: " / ")
    }
}
