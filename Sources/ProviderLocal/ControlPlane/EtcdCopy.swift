// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import ProcessControl

/// A copy of all that a cluster's etcd stored, from before an update of its master.
///
/// etcd must not run while it is made or put back. Both may be broken off anywhere and done again.
struct EtcdCopy: Sendable {
    private let layout: ClusterLayout
    private let attempt: Int

    /// The copy of one attempt at an update; another one has another copy.
    init(layout: ClusterLayout, attempt: Int) {
        self.layout = layout
        self.attempt = attempt
    }

    private var folder: String { "\(layout.etcdCopiesFolder)/\(attempt)" }
    private var revisionFile: String { "\(layout.etcdCopiesFolder)/\(attempt).revision" }

    var exists: Bool { Files.exists(folder) }

    /// Copies what etcd stored; it is there as a whole or not at all.
    func make() async throws {
        try Self.removeAll(of: layout)
        try Files.makeDirectory(layout.etcdCopiesFolder)
        let part = "\(folder).part"
        let arguments = ["--archive", "--reflink=auto", "--sparse=auto", layout.etcdDataFolder, part]
        _ = try await Subprocess.runChecked("cp", arguments, timeLimit: .seconds(600))
        _ = try await Subprocess.runChecked("sync", ["--file-system", part], timeLimit: .seconds(600))
        try Files.move(part, to: folder)
    }

    /// Makes it etcd's data again, in place of what is there; the copy is gone then.
    func putBack() throws {
        try Files.remove(layout.etcdDataFolder)
        try Files.move(folder, to: layout.etcdDataFolder)
    }

    /// The number of etcd's last change before the copy was put back; nil if that was not noted.
    func formerRevision() throws -> Int? {
        try Files.read(revisionFile).flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    func noteFormerRevision(_ revision: Int) throws {
        try Files.write(Data(String(revision).utf8), to: revisionFile)
    }

    /// Removes all copies of a cluster; fine if there are none.
    static func removeAll(of layout: ClusterLayout) throws {
        try Files.remove(layout.etcdCopiesFolder)
    }
}
