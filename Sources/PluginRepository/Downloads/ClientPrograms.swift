// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// `bx` for one platform.
struct ClientProgram: Sendable, Encodable {
    let platform: String
    let url: String
    let size: Int
    let sha256: String
    let path: String

    private enum CodingKeys: CodingKey {
        case platform
        case url
        case size
        case sha256
    }

    /// The platform as people call it.
    var title: String {
        switch platform {
        case "linux64": "Linux, x86-64"
        case "linux-arm64": "Linux, ARM 64"
        case "osx": "macOS"
        case "win64": "Windows, 64 bit"
        default: platform
        }
    }

    /// The size for people.
    var sizeText: String {
        let tenths = size * 10 / (1 << 20)
        return "\(tenths / 10).\(tenths % 10) MiB"
    }
}

/// `bx` for each platform that was built, looked at anew for each request.
package actor ClientPrograms {
    private let folder: ReleaseFolder
    private let baseURL: String
    private var checksums = FileChecksums()
    /// Hashing large files blocks.
    private nonisolated let executor = ThreadExecutor(label: "client-programs")

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// `baseURL` is the public address of the server, without a slash at its end.
    package init(folder: ReleaseFolder, baseURL: String) {
        self.folder = folder
        self.baseURL = baseURL
    }

    /// All programs, by platform.
    func all() throws(FileError) -> [ClientProgram] {
        var programs: [ClientProgram] = []
        for (platform, path) in folder.files("bx") {
            var information = stat()
            guard stat(path, &information) == 0 else { continue }
            programs.append(
                ClientProgram(
                    platform: platform,
                    url: "\(baseURL)/downloads/bx/\(platform)",
                    size: Int(information.st_size),
                    sha256: try checksums.checksums(of: path, information).sha256,
                    path: path
                )
            )
        }
        return programs
    }
}
