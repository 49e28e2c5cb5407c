// swift-tools-version: 6.2

import PackageDescription

// The modules follow the path of one request; docs/architecture.md has the picture.
//
// GATEHOUSE_STRICT=1 turns warnings of this package into errors (CI). GATEHOUSE_BENCH=1 joins the microbenchmarks in
// bench/, so that whoever only builds the gateway never builds the benchmark harness. GATEHOUSE_FUZZ=1 joins the program
// that libFuzzer drives (scripts/fuzz); without it, what it runs is a part of the tests.

let strict = Context.environment["GATEHOUSE_STRICT"] == "1"
let bench = Context.environment["GATEHOUSE_BENCH"] == "1"
let fuzz = Context.environment["GATEHOUSE_FUZZ"] == "1"

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (strict ? [.unsafeFlags(["-warnings-as-errors"])] : [])

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

// The stages' microbenchmarks: what is measured, its times by the harness, its allocations by a program of our own. The
// harness without its traits: they would bring interposers of its own.
let benchPackages: [Package.Dependency] =
    bench ? [.package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])] : []
let benchTargets: [Target] =
    bench
    ? [
        .target(name: "AllocationCounter", path: "bench/micro/AllocationCounter"),
        .target(
            name: "StageOperations",
            dependencies: ["Exchange", "Keys", "Limits", "Policies", "Cache", "Ledger"],
            path: "bench/micro/StageOperations",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "StageAllocations",
            dependencies: ["AllocationCounter", "StageOperations"],
            path: "bench/micro/StageAllocations",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "StageTimes",
            dependencies: ["StageOperations", .product(name: "Benchmark", package: "benchmark")],
            path: "bench/micro/Benchmarks/StageTimes",
            swiftSettings: settings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        // The semantic tier on streams of which everything is known, and its search.
        .executableTarget(
            name: "BandSimulation",
            dependencies: ["Semantics", "BandStreams"],
            path: "bench/bands/BandSimulation",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "NeighbourSpeed",
            dependencies: ["Semantics", "BandStreams"],
            path: "bench/bands/NeighbourSpeed",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "VerifierFit",
            dependencies: ["Semantics"],
            path: "bench/bands/VerifierFit",
            swiftSettings: settings
        ),
        // The policy engine beside vectorscan, a C library that nothing else needs.
        .systemLibrary(
            name: "CVectorscan",
            path: "bench/policies/CVectorscan",
            providers: [.apt(["libvectorscan-dev"])]
        ),
        .executableTarget(
            name: "PolicySpeed",
            dependencies: ["CVectorscan", "Exchange", "Policies"],
            path: "bench/policies/PolicySpeed",
            swiftSettings: settings
        ),
        // The sentence encoder beside ONNX Runtime.
        .executableTarget(
            name: "EmbeddingSpeed",
            dependencies: ["Embeddings"],
            path: "bench/embedding/EmbeddingSpeed",
            swiftSettings: settings
        ),
    ] : []

// What is fuzzed sees the insides of the modules, as tests do.
let fuzzed: [Target.Dependency] = ["Exchange", "Policies", "Embeddings"]
let fuzzTargets: [Target] =
    fuzz
    ? [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .target(name: "FuzzBodies", dependencies: fuzzed, path: "Tests/Fuzz/Bodies", swiftSettings: settings),
        .executableTarget(
            name: "Fuzz",
            dependencies: ["CLibFuzzer", "FuzzBodies"],
            path: "Tests/Fuzz/Driver",
            swiftSettings: settings
        ),
    ]
    : [
        .testTarget(
            name: "FuzzTests",
            dependencies: fuzzed,
            path: "Tests/Fuzz",
            exclude: ["CLibFuzzer", "Driver", "corpus"],
            swiftSettings: settings
        )
    ]

let package = Package(
    name: "gatehouse",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "gatehouse", targets: ["gatehouse"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ] + benchPackages,
    targets: [
        // The C libraries, and one Swift face each.
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // Loops in C, all of them in headers.
        .systemLibrary(name: "CSweep"),
        .systemLibrary(name: "CNeighbours"),
        // The arithmetic of the sentence encoder in C, all of it in headers too.
        .systemLibrary(name: "CEncoder"),
        // A thread of one's own, for those that must not block a loop.
        library("Threads"),
        library("LMDB", ["CLMDB", "Threads"]),
        library("PCRE2", ["CPCRE2"]),
        library("Curl", ["CCurl", nioCore]),
        library("StrictYAML", ["Exchange", yams]),

        // The words that the stages share, and the stages. No stage imports another.
        library("Exchange", [crypto]),
        library("Keys", ["Exchange", "LMDB", crypto]),
        library("Limits", ["Exchange"]),
        library("Policies", ["Exchange", "PCRE2", "StrictYAML", "CSweep", crypto]),
        library("Cache", ["Exchange", "LMDB", "Semantics", "Embeddings", crypto]),
        library("Upstreams", ["Exchange", "Curl", nioCore]),
        library("Ledger", ["Exchange"]),
        library("Semantics", ["CNeighbours"]),

        // Text to vector, for the semantic cache.
        library("Embeddings", ["Exchange", "CEncoder", "Threads", crypto]),

        // The planes, and the program.
        library(
            "Gateway",
            ["Exchange", "Keys", "Limits", "Policies", "Cache", "Semantics", "Upstreams", "Ledger", nioCore, nioPosix, nioHTTP1]
        ),
        library("Admin", ["Exchange", nioCore, nioPosix, nioHTTP1]),
        library("Settings", ["StrictYAML", "Exchange"]),
        .executableTarget(
            name: "gatehouse",
            dependencies: [
                "Settings", "StrictYAML", "Admin", "Gateway", "Exchange", "Keys", "Limits", "Policies", "Cache",
                "Semantics", "Embeddings",
                "Upstreams",
                "Ledger", nioCore, nioPosix, crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        tests("LMDBTests", ["LMDB"]),
        tests("PCRE2Tests", ["PCRE2"]),
        tests("CurlTests", ["Curl", nioCore, nioPosix]),
        tests("StrictYAMLTests", ["StrictYAML", "Exchange"]),
        tests("ExchangeTests", ["Exchange"]),
        tests("KeysTests", ["Keys", "Exchange"]),
        tests("LimitsTests", ["Limits", "Exchange"]),
        tests("PoliciesTests", ["Policies", "Exchange", "PCRE2"]),
        tests("CacheTests", ["Cache", "Exchange", "LMDB"]),
        tests("UpstreamsTests", ["Upstreams", "Exchange", nioCore, nioPosix]),
        tests("LedgerTests", ["Ledger", "Exchange"]),
        .target(name: "BandStreams", path: "bench/bands/BandStreams", swiftSettings: settings),
        tests("SemanticsTests", ["Semantics", "BandStreams"]),
        tests("EmbeddingsTests", ["Embeddings", "CEncoder"]),
        tests("AdminTests", ["Admin", "Exchange", nioCore, nioPosix, nioEmbedded, nioHTTP1]),
        tests("SettingsTests", ["Settings", "StrictYAML", "Exchange"]),
        tests(
            "GatewayTests",
            [
                "Gateway", "Exchange", "Keys", "Limits", "Policies", "Cache", "Upstreams", "Ledger", nioCore,
                nioEmbedded, nioHTTP1,
            ]
        ),
    ] + benchTargets + fuzzTargets
)
