// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import HTTP

extension RegistryRoutes {
    private static let part = "Images"

    /// References stand in paths raw or encoded.
    func mountImages(on router: inout Router, base: String) {
        let one = "\(base)/{image...}"
        router.on(.get, base, Self.list, images.list)
        router.on(
            .post,
            "\(base)/bulkdelete",
            .init(
                Self.part,
                "Delete several images",
                details: "The answer says of each whether it has gone, or why not.",
                takes: .json([String].self),
                gives: .json(RegistryBulkDeletion.self)
            ),
            audited("image-delete", images.deleteAll)
        )
        router.on(
            .get,
            "\(one)/json",
            .init(
                Self.part,
                "Show the configuration of an image",
                details: "In the form of 'docker inspect'.",
                gives: .json([String: JSONValue].self)
            ),
            images.inspect
        )
        router.on(
            .get,
            "\(one)/manifest",
            .init(
                Self.part,
                "Show the manifest of an image, or of a list of images",
                details: "As it was pushed: the digest is of these bytes.",
                gives: .json([String: JSONValue].self)
            ),
            images.manifest
        )
        router.on(
            .get,
            "\(one)/vulnerabilities",
            .init(Self.part, "Show what is known to be wrong with an image", gives: .json(RegistryReport.self)),
            reports.report
        )
        router.on(
            .delete,
            one,
            .init(
                Self.part,
                "Delete an image",
                details: "Of a tag, the image goes with it if nothing else leads there; of a digest, all tags go too.",
                gives: .json(RegistryImageDeletion.self)
            ),
            audited("image-delete", images.delete)
        )
    }

    func mountTags(on router: inout Router, base: String) {
        router.on(
            .post,
            "\(base)/images/tags",
            .init(
                Self.part,
                "Give an image another name",
                details: "It may be in another repository or namespace of the account; nothing is stored twice.",
                parameters: [
                    .query("fromimage", "The image, HOST/NAMESPACE/NAME:TAG or with a digest.", isRequired: true),
                    .query("toimage", "Its further name, HOST/NAMESPACE/NAME:TAG.", isRequired: true),
                ],
                status: 201
            ),
            audited("image-tag", images.tag)
        )
        router.on(
            .delete,
            "\(base)/tags/{image...}",
            .init(
                Self.part,
                "Take a tag from an image",
                details: "The image stays, and can be named by its digest.",
                gives: .json(RegistryImageDeletion.self)
            ),
            audited("image-untag", images.untag)
        )
    }

    func mountBuilds(on router: inout Router, path: String) {
        router.on(.post, path, upload: builds.upload, Self.build, audited("image-build", builds.build))
    }

    private static let list = RouteDescription(
        part,
        "List the images in the namespaces of the account",
        details: "One entry for each digest, with all its names.",
        parameters: [
            .query("namespace", "A namespace that they are to be in. May be repeated."),
            .query("repository", "A repository that they are to be in. May be repeated."),
            flag("vulnerabilities", "Whether it is said if something is wrong with them; it is without this."),
            flag("includeManifestLists", "Whether lists of images for several machines are listed too."),
            flag("includePrivate", "Whether any are listed at all; they are without this."),
            flag("includeIBM", "Taken for the sake of other clients; there are no images of IBM here."),
        ],
        gives: .json([RegistryImageInfo].self)
    )

    private static let build = RouteDescription(
        part,
        "Build an image and put it into a namespace",
        details: "The body is the folder as a tar archive. The answer has a JSON object on each line as things happen: "
            + "'stream' is a piece of the log; the last one has 'aux', with what was pushed, or 'error'. "
            + "The build ends when its client leaves.",
        parameters: [
            .query("t", "The name of the image, HOST/NAMESPACE/NAME:TAG.", isRequired: true),
            .query("dockerfile", "The path of the Dockerfile in the archive. Without it, Dockerfile."),
            .query("buildarg", "A JSON object with the build arguments."),
            flag("quiet", "Whether only the last line is sent."),
            flag("nocache", "Taken for the sake of other clients; nothing is kept between builds."),
            flag("pull", "Taken for the sake of other clients; nothing is kept between builds."),
            flag("squash", "Taken for the sake of other clients; an image gets one layer anyway."),
        ],
        takes: .file("application/x-tar"),
        gives: .file("application/json")
    )

    private static func flag(_ name: String, _ meaning: String) -> RouteDescription.Parameter {
        .query(name, meaning, values: ["true", "false"])
    }
}
