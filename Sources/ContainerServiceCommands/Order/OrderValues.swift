// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit

/// What a command orders: its flags and, where they say nothing, the file that `--file` names.
struct OrderValues {
    static let fileFlag = Flag(
        "file",
        value: "FILE",
        summary: "A YAML file with the order. What is said by other flags counts more."
    )

    private let invocation: Invocation
    private let path: String
    private let file: OrderFile?

    /// Reads the file, if there is one; only `keys` may stand in it.
    init(_ invocation: Invocation, keys: [String]) throws {
        self.invocation = invocation
        path = invocation.value("file") ?? ""
        guard !path.isEmpty else {
            if invocation.has("file") { throw UsageError("'--file' is empty.") }
            file = nil
            return
        }
        do {
            guard let content = try Files.read(path) else { throw CommandFailure("There is no file \(path).") }
            guard let text = String(validating: content, as: UTF8.self) else {
                throw CommandFailure("The file \(path) is not a text in UTF-8.")
            }
            file = try OrderFile(text, keys: keys)
        } catch let problem as OrderFile.Problem {
            throw CommandFailure("Line \(problem.line) of \(path) cannot be read: \(problem.reason).")
        } catch let error as FileError {
            throw CommandFailure("The file \(path) could not be read: \(error).")
        }
    }

    /// The value of a flag, or else of a key; `key` is that of the flag if it is not given.
    func text(_ flag: String, key: String? = nil) -> String? {
        invocation.value(flag) ?? file?.values[key ?? flag]
    }

    func integer(_ flag: String, key: String, minimum: Int = 0) throws -> Int? {
        if let number = try invocation.integer(flag, minimum: minimum) { return number }
        guard let text = file?.values[key] else { return nil }
        guard let number = Int(text), number >= minimum else {
            throw failure(key, "a whole number of at least \(minimum)", text)
        }
        return number
    }

    /// True if the switch is on; what the key says otherwise.
    func isOn(_ flag: String) throws -> Bool? {
        invocation.has(flag) ? true : try flagOfFile(flag)
    }

    /// Whether disks are to be encrypted; nil if that was left to the service.
    func diskEncryption() throws -> Bool? {
        invocation.has("disable-disk-encrypt") ? false : try flagOfFile("diskEncryption")
    }

    /// What the API calls the hardware; nil if it was left to the service.
    func isolation() throws -> String? {
        if let isolation = try HardwareFlag.isolation(invocation) { return isolation }
        guard let word = file?.values["hardware"] else { return nil }
        guard let isolation = HardwareFlag.isolation(word) else {
            throw failure("hardware", "'shared' or 'dedicated'", word)
        }
        return isolation
    }

    private func flagOfFile(_ key: String) throws -> Bool? {
        guard let text = file?.values[key] else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw failure(key, "'true' or 'false'", text)
        }
    }

    private func failure(_ key: String, _ expected: String, _ text: String) -> CommandFailure {
        CommandFailure("'\(key)' in \(path) takes \(expected), not '\(text)'.")
    }
}
