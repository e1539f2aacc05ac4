// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// Runs a Python script over an archive, as an independent reader of what is written here.
enum PythonProgram {
    static var isPresent: Bool {
        Files.exists("/usr/bin/python3")
    }

    /// The output of `script`, whose first argument is the path of a file that holds `data`.
    static func run(_ script: String, over data: Data) throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/archives-" + RandomText.hex(byteCount: 8)
        try Files.makeDirectory(folder)
        defer { try? Files.remove(folder) }
        try Files.write(data, to: folder + "/archive")
        try Files.write(Data(script.utf8), to: folder + "/script.py")
        let command = "/usr/bin/python3 '\(folder)/script.py' '\(folder)/archive' > '\(folder)/output' 2>&1"
        _ = system(command)
        return String(decoding: try Files.read(folder + "/output") ?? Data(), as: UTF8.self)
    }
}
