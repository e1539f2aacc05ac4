// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import Glibc

/// The keys that sign tokens on disk: a folder with one file a key, which is never changed after it was made.
///
/// Nothing else is kept. Which key signs, and when an old one may go, follows from the ages of all; so a crash between
/// any two steps leaves a folder that means something.
package struct SigningKeyFolder: Sendable {
    private static let suffix = ".pem"

    package let path: String
    private let time: TimeSource

    package init(path: String, time: TimeSource = .system) {
        self.path = path
        self.time = time
    }

    /// Makes the folder with a first key if there is none; takes the key in the file `single` over if there is one.
    ///
    /// Keys whose tokens have all expired are removed.
    package func prepare(adopting single: String) throws -> SigningKeySet {
        try Files.makeDirectory(path)
        if Files.exists(single), rename(single, "\(path)/adopted\(Self.suffix)") != 0 {
            throw FileError(path: single, action: "move", code: errno)
        }
        if try names().isEmpty { try add() }
        let all = try load()
        try removeRetired(of: all)
        return try load()
    }

    /// The names of the files with keys.
    package func names() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(Self.suffix) })
    }

    /// The keys of all files.
    package func load() throws -> SigningKeySet {
        try SigningKeySet(try names().compactMap(key))
    }

    /// Makes a key that is younger than all others, so that it signs from now on.
    @discardableResult
    package func add() throws -> SigningKey {
        let keys = try names().compactMap(key)
        let (youngest, taken) = (keys.map(\.createdAt).max(), Set(keys.map(\.keyID)))
        // Younger also after the clock was set back, and under a name of its own.
        var date = max(time.now(), (youngest ?? .distantPast).addingTimeInterval(1))
        while taken.contains(SigningKey.keyID(at: date)) { date.addTimeInterval(1) }
        let key = try SigningKey.make(at: date)
        let file = "\(path)/\(key.keyID.filter { $0 != ":" })\(Self.suffix)"
        try Files.write(Data(key.text.utf8), to: file, mode: 0o600)
        try giveToOwner(of: path, file)
        return key
    }

    /// Removes the key whatever is still signed with it.
    package func remove(_ key: SigningKey) throws {
        for name in try names() where try self.key(name)?.keyID == key.keyID {
            try Files.remove("\(path)/\(name)")
        }
    }

    /// Removes the keys of `set` whose tokens have all expired; tells whether there were any.
    @discardableResult
    package func removeRetired(of set: SigningKeySet) throws -> Bool {
        let now = time.now()
        let retired = set.keys.filter { key in set.retirement(of: key).map { $0 <= now } ?? false }
        for key in retired { try remove(key) }
        return !retired.isEmpty
    }

    /// The key of one file; nil if it was removed meanwhile.
    private func key(_ name: String) throws -> SigningKey? {
        let file = "\(path)/\(name)"
        var information = stat()
        guard let content = try Files.read(file), stat(file, &information) == 0 else { return nil }
        let modifiedAt = Date(timeIntervalSince1970: Double(information.st_mtim.tv_sec))
        do {
            return try SigningKey(text: String(decoding: content, as: UTF8.self), modifiedAt: modifiedAt)
        } catch {
            throw SigningKeyError.unusable(file: file, reason: "\(error)")
        }
    }

    /// Root may make a key for a service that runs as another user.
    private func giveToOwner(of folder: String, _ file: String) throws {
        var information = stat()
        guard stat(folder, &information) == 0, information.st_uid != geteuid() else { return }
        guard chown(file, information.st_uid, information.st_gid) == 0 else {
            throw FileError(path: file, action: "give away", code: errno)
        }
    }
}
