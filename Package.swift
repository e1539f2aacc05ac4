// swift-tools-version: 6.3

import PackageDescription

// MARK: - Layers
//
// A target depends on targets of lower layers only, and the client side never sees the server side.
// scripts/check-layers.py holds this file and every import against that rule.

// Layer 0: C libraries. Each has exactly one Swift owner.
let systemLibraries: [Target] = [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .target(name: "CCurl"),
    .target(name: "CSystem"),
]

// Layer 1: support. No word of the product's vocabulary in here.
let support: [Target] = [
    .target(name: "Basics"),
    .target(name: "Archives", dependencies: ["Basics"]),
    .target(name: "ProcessControl", dependencies: ["Basics", "CSystem"]),
    .target(name: "Supervision", dependencies: ["Basics", "ProcessControl"]),
    .target(name: "Cryptography", dependencies: ["Basics", "COpenSSL", "CSodium"]),
    .target(name: "HTTP", dependencies: ["Basics"]),
    .target(name: "HTTPServer", dependencies: ["Basics", "HTTP", "CMicroHTTPD"]),
    .target(name: "HTTPClient", dependencies: ["Basics", "HTTP", "CCurl"]),
    .target(name: "SQLite", dependencies: ["Basics", "CSQLite"]),
    .target(name: "CommandLineKit", dependencies: ["Basics"]),
    .target(name: "Kubernetes", dependencies: ["Basics", "Cryptography", "HTTP", "HTTPClient"]),
]

// Layer 2: vocabulary, ports, and what every feature needs.
let domain: [Target] = [
    .target(name: "API", dependencies: ["Basics"]),
    .target(name: "Model", dependencies: ["Basics"]),
    .target(name: "Storage", dependencies: ["Basics", "Model"]),
    .target(name: "Provisioning", dependencies: ["Basics", "Model"]),
    .target(
        name: "WebPages",
        dependencies: ["Basics", "HTTP"],
        resources: [.embedInCode("Resources/slipway.css"), .embedInCode("Resources/copy.js")]
    ),
    .target(name: "Authentication", dependencies: ["Basics", "API", "Model", "HTTP", "Cryptography"]),
    .target(name: "Authorization", dependencies: ["API", "Model", "Storage"]),
]

// Layer 3a: adapters behind the ports.
let adapters: [Target] = [
    .target(name: "StorageSQLite", dependencies: ["Basics", "Model", "Storage", "SQLite"]),
    .target(
        name: "ProviderLocal",
        dependencies: [
            "Basics", "Model", "Provisioning", "Kubernetes", "ProcessControl", "Supervision", "Cryptography", "HTTP",
            "HTTPClient", "Archives",
        ],
        resources: [.embedInCode("Resources/build-kubernetes.sh")]
    ),
    .target(
        name: "RegistryLocal",
        dependencies: [
            "Archives", "Basics", "Cryptography", "HTTP", "HTTPClient", "Model", "Provisioning", "ProcessControl",
            "Supervision",
        ],
        resources: [.embedInCode("Resources/build-sandbox.sh")]
    ),
]

// Layer 3b: features, one per public service; each brings its use cases and its HTTP handlers.
let featureBase: [Target.Dependency] = ["Basics", "API", "Model", "Storage", "Authentication", "Authorization", "HTTP"]
let features: [Target] = [
    .target(name: "IAM", dependencies: featureBase + ["Cryptography", "HTTPClient", "WebPages"]),
    .target(name: "AccountManagement", dependencies: featureBase + ["Cryptography"]),
    .target(
        name: "ContainerService",
        dependencies: featureBase + ["Cryptography", "Provisioning", "Kubernetes", "Archives"]
    ),
    .target(
        name: "RegistryService",
        dependencies: featureBase + ["Cryptography", "HTTPClient", "Provisioning"]
    ),
    .target(
        name: "PluginRepository",
        dependencies: featureBase + ["Cryptography", "WebPages"],
        resources: [.embedInCode("Resources/install.sh")]
    ),
    .target(
        name: "APIDocumentation",
        dependencies: ["Basics", "HTTP", "WebPages"],
        resources: [.embedInCode("Resources/try.js")]
    ),
]

// Layer 3c: the client side. Of the words of the product it shares only API with the server.
let client: [Target] = [
    .target(name: "APIClient", dependencies: ["Basics", "API", "HTTP", "HTTPClient"]),
    .target(name: "PluginKit", dependencies: ["Basics", "API", "CommandLineKit", "APIClient", "HTTP", "HTTPClient"]),
    .target(
        name: "BXCommands",
        dependencies: ["Basics", "API", "APIClient", "HTTP", "CommandLineKit", "PluginKit", "ProcessControl"]
    ),
    .target(
        name: "ContainerServiceCommands",
        dependencies: ["Basics", "API", "APIClient", "CommandLineKit", "PluginKit", "ProcessControl", "Archives"]
    ),
    .target(
        name: "ContainerRegistryCommands",
        dependencies: [
            "Basics", "API", "APIClient", "CommandLineKit", "HTTP", "PluginKit", "ProcessControl", "Archives",
        ]
    ),
]

// Layer 4: composition and mains.
let composition: [Target] = [
    .target(
        name: "SlipwayServer",
        dependencies: featureBase + [
            "CommandLineKit", "Cryptography", "HTTPClient", "HTTPServer", "ProcessControl", "Provisioning",
            "StorageSQLite", "ProviderLocal", "RegistryLocal", "IAM", "AccountManagement", "ContainerService",
            "RegistryService", "PluginRepository", "APIDocumentation", "WebPages",
        ]
    ),
    .executableTarget(name: "bx", dependencies: ["BXCommands"]),
    .executableTarget(name: "container-service", dependencies: ["ContainerServiceCommands"]),
    .executableTarget(name: "container-registry", dependencies: ["ContainerRegistryCommands"]),
    .executableTarget(name: "slipwayd", dependencies: ["SlipwayServer"]),
    // Nobody's but `make bench`'s.
    .executableTarget(
        name: "token-check",
        dependencies: ["Basics", "HTTP", "Cryptography", "Authentication"],
        path: "benchmarks/TokenCheck"
    ),
]

// Tests: every library with logic of its own has a <Name>Tests target; a conformance suite per port is a library.
let testing: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: [
            "Basics", "Model", "HTTP", "HTTPClient", "CommandLineKit", "Cryptography", "ProcessControl",
        ],
        path: "Tests/TestSupport"
    ),
    .target(
        name: "StorageConformance",
        dependencies: ["Basics", "Model", "Storage", "TestSupport"],
        path: "Tests/StorageConformance"
    ),
    .testTarget(name: "BasicsTests", dependencies: ["Basics", "TestSupport"]),
    .testTarget(name: "ArchivesTests", dependencies: ["Archives", "Basics", "ProcessControl", "TestSupport"]),
    .testTarget(name: "ProcessControlTests", dependencies: ["ProcessControl", "Basics", "TestSupport"]),
    .testTarget(name: "CryptographyTests", dependencies: ["Cryptography", "Basics", "TestSupport"]),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP", "Basics", "TestSupport"]),
    .testTarget(name: "AuthorizationTests", dependencies: ["API", "Authorization", "Model"]),
    .testTarget(name: "APIDocumentationTests", dependencies: ["APIDocumentation", "Basics", "HTTP"]),
    .testTarget(name: "WebPagesTests", dependencies: ["WebPages", "HTTP", "TestSupport"]),
    .testTarget(
        name: "HTTPServerTests",
        dependencies: ["HTTPServer", "HTTPClient", "HTTP", "Basics", "ProcessControl", "Cryptography", "TestSupport"]
    ),
    .testTarget(
        name: "CommandLineKitTests",
        dependencies: ["CommandLineKit", "Basics", "TestSupport"],
        exclude: ["Golden"]
    ),
    .testTarget(
        name: "KubernetesTests",
        dependencies: ["Kubernetes", "Cryptography", "ProcessControl", "Basics", "TestSupport"]
    ),
    .testTarget(
        name: "StorageSQLiteTests",
        dependencies: ["StorageSQLite", "SQLite", "StorageConformance", "Storage", "Model", "Basics", "TestSupport"]
    ),
    .testTarget(
        name: "ProviderLocalTests",
        dependencies: [
            "ProviderLocal", "Provisioning", "ProcessControl", "Supervision", "Kubernetes", "Model", "Basics",
            "TestSupport",
        ]
    ),
    .testTarget(
        name: "RegistryLocalTests",
        dependencies: [
            "RegistryLocal", "Provisioning", "ProcessControl", "HTTP", "HTTPClient", "Basics", "TestSupport",
        ]
    ),
    .testTarget(
        name: "RegistryServiceTests",
        dependencies: featureBase + [
            "RegistryService", "RegistryLocal", "Provisioning", "ProcessControl", "Cryptography", "HTTPClient",
            "StorageSQLite", "TestSupport",
        ]
    ),
    .testTarget(
        name: "IAMTests",
        dependencies: featureBase + [
            "IAM", "AccountManagement", "Cryptography", "HTTPClient", "StorageSQLite", "TestSupport",
        ]
    ),
    .testTarget(
        name: "ContainerServiceTests",
        dependencies: featureBase + [
            "ContainerService", "Cryptography", "Provisioning", "Archives", "StorageSQLite", "TestSupport",
        ]
    ),
    .testTarget(
        name: "BXCommandsTests",
        dependencies: [
            "BXCommands", "PluginKit", "APIClient", "API", "CommandLineKit", "Basics", "HTTP", "HTTPClient",
            "TestSupport",
        ],
        exclude: ["Golden"]
    ),
    .testTarget(
        name: "ContainerServiceCommandsTests",
        dependencies: [
            "ContainerServiceCommands", "PluginKit", "APIClient", "API", "CommandLineKit", "Archives", "Basics", "HTTP",
            "HTTPClient", "TestSupport",
        ],
        exclude: ["Golden"]
    ),
    .testTarget(
        name: "ContainerRegistryCommandsTests",
        dependencies: [
            "ContainerRegistryCommands", "PluginKit", "APIClient", "API", "CommandLineKit", "Basics", "HTTP",
            "HTTPClient", "TestSupport",
        ],
        exclude: ["Golden"]
    ),
    .testTarget(
        name: "SlipwayServerTests",
        dependencies: featureBase + [
            "SlipwayServer", "IAM", "PluginRepository", "CommandLineKit", "Cryptography", "HTTPClient", "HTTPServer",
            "TestSupport",
        ]
    ),
]

let package = Package(
    name: "slipway",
    products: [
        .executable(name: "bx", targets: ["bx"]),
        .executable(name: "container-service", targets: ["container-service"]),
        .executable(name: "container-registry", targets: ["container-registry"]),
        .executable(name: "slipwayd", targets: ["slipwayd"]),
    ],
    targets: systemLibraries + support + domain + adapters + features + client + composition + testing,
    swiftLanguageModes: [.v6]
)

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    let settings: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}
