// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// `bx iam api-key-create` and `bx iam service-api-key-create`.
enum APIKeyCreate {
    static let commands = [KeyHolder.user, .serviceID].map(command)

    private static func command(_ holder: KeyHolder) -> Command<BXContext> {
        Command(
            CommandDeclaration(
                namespace: "iam",
                name: "\(holder.word)-create",
                summary: "Make an API key\(holder.phrase).",
                arguments: [Argument("NAME")] + holder.arguments,
                flags: [
                    Flag("d", "description", value: "DESCRIPTION", summary: "What the key is for"),
                    Flag(
                        "f",
                        "file",
                        value: "FILE",
                        summary: "Save the key to a new file, as JSON, instead of showing it"
                    ),
                    Flag("lock", summary: "Lock the key, so that it cannot be changed or deleted"),
                    OutputForm.flag,
                ]
            )
        ) { context, invocation in
            let report = try Report(context.terminal, invocation)
            let name = invocation.argument("NAME") ?? ""
            let ring = try await KeyRing(holder, context, invocation)
            let terminal = context.terminal
            let beneficiary = holder == .user ? "as" : "for"
            report.begin("Creating API key \(terminal.entity(name)) \(beneficiary) \(terminal.entity(ring.owner))...")
            let order = APIKeyCreateRequest(
                name: name,
                iamID: ring.iamID,
                description: invocation.value("d"),
                accountID: ring.account.id
            )
            // A file that cannot be written is known before there is a key that could be lost.
            let file = try invocation.value("f").map { try APIKeyFile($0) }
            var key: APIKeyResource
            do {
                key = try await ring.client.create(order, isLocked: invocation.has("lock"))
            } catch {
                file?.discard()
                throw error
            }
            if let file {
                try await save(&key, to: file, ring)
                report.done("API key \(terminal.entity(name)) was created and saved to \(terminal.entity(file.path)).")
            } else {
                report.done("API key \(terminal.entity(name)) was created.")
            }
            try show(key, ring, report)
        }
    }

    /// Saves the text of the key and forgets it here; a key whose text cannot be saved is deleted again.
    private static func save(_ key: inout APIKeyResource, to file: APIKeyFile, _ ring: KeyRing) async throws {
        do {
            try file.save(key, boundTo: ring.serviceID?.crn)
        } catch {
            file.discard()
            if key.locked { try? await ring.client.setLocked(false, key.id) }
            try? await ring.client.delete(key.id)
            throw CommandFailure("The API key was not kept, since it could not be saved: \(error).")
        }
        key.apikey = ""
    }

    private static func show(_ key: APIKeyResource, _ ring: KeyRing, _ report: Report) throws {
        if report.isJSON { return try OutputForm.show(key, on: report.terminal) }
        if !report.isQuiet {
            if !key.apikey.isEmpty {
                report.terminal.say()
                report.terminal.warn("Keep the API key in a safe place now: it cannot be shown again.")
            }
            report.terminal.say()
        }
        report.terminal.table([], ring.fields(key).map { [$0.0, $0.1] })
    }
}
