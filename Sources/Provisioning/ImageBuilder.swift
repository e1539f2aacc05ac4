// SPDX-License-Identifier: Apache-2.0

/// Builds images from folders, shut off from all else on this host.
package protocol ImageBuilder: Sendable {
    /// What is missing on this host for building at all.
    func obstacles() -> [Obstacle]

    /// Builds one image, with one layer on top of what it begins with; returns when it was handed over and nothing is left of the build.
    ///
    /// May wait until others have ended. A task that is cancelled ends the build at once. What `supplies` throws ends it
    /// too, and is thrown on.
    func build(_ order: ImageBuildOrder, supplies: some ImageBuildSupplies) async throws

    /// Ends and removes all that is left of builds, for instance of those that the end of this process cut off.
    func removeRemains() async throws(ImageBuildError)
}

/// What is to be built.
package struct ImageBuildOrder: Sendable {
    /// Whose image it is; accounts take turns.
    package let accountID: String
    /// A file with the folder as a tar archive, plain or compressed; open for reading until the build is over.
    package let context: Int32
    /// Path of the Dockerfile inside the folder.
    package let dockerfile: String
    /// Values for `ARG`.
    package let arguments: [String: String]

    package init(accountID: String, context: Int32, dockerfile: String, arguments: [String: String]) {
        self.accountID = accountID
        self.context = context
        self.dockerfile = dockerfile
        self.arguments = arguments
    }
}

/// What a build needs from outside while it is under way; all calls come one after the other.
package protocol ImageBuildSupplies: Sendable {
    /// The next piece of the log, which may end within a line.
    func log(_ text: String) async throws

    /// Puts the images that are to be taken from here into the folder, where the Dockerfile names any.
    ///
    /// Each gets a folder of its own, with `manifest.json` and blobs that are called as the digits of their digests.
    func bases(for dockerfile: String, into folder: String) async throws -> [ImageBuildBase]

    /// Takes the image over; its files are gone afterwards.
    func deliver(_ image: BuiltImage) async throws
}

/// An image that a build may begin with.
package struct ImageBuildBase: Sendable, Equatable {
    /// As the Dockerfile calls it.
    package let name: String
    /// Its folder in the folder of all of them.
    package let folder: String

    package init(name: String, folder: String) {
        self.name = name
        self.folder = folder
    }
}

/// An image that has just been built, in files that nobody changes any more.
package struct BuiltImage: Sendable {
    /// A manifest of docker, schema 2, which names the rest.
    package let manifestPath: String
    /// Where blobs are, called as the digits of their digests; what is in there was made by strangers.
    package let folder: String

    package init(manifestPath: String, folder: String) {
        self.manifestPath = manifestPath
        self.folder = folder
    }
}

/// Why an image could not be built.
package enum ImageBuildError: Error, Sendable, Equatable {
    /// The host lacks something.
    case missing([Obstacle])
    /// Too many builds wait already.
    case busy
    /// The folder, the Dockerfile or an instruction in it is wrong, as its author can read in the log or in `reason`.
    case refused(reason: String)
    /// It used more than it may; `limit` says of what: `30 minutes`.
    case tooMuch(limit: String)
    /// Something went wrong that is not the author's fault; `reason` is for the operator.
    case failed(reason: String)
}
