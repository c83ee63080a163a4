// swift-tools-version: 6.2
import PackageDescription

/// Settings that every Swift target shares.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Targets whose loops are worth seeing through from other targets.
let optimized: [SwiftSetting] =
  strict + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

/// Numeric targets are optimised in debug builds too: unoptimised loops over tensors are 10 to 300
/// times slower, which would make the tests unusable.
let numeric: [SwiftSetting] =
  optimized + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "windhover",
  products: [
    .executable(name: "windhover", targets: ["windhover"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "TensorIR", targets: ["TensorIR"]),
    .library(name: "TensorRuntime", targets: ["TensorRuntime"]),
    .library(name: "Tables", targets: ["Tables"]),
    .library(name: "Pipelines", targets: ["Pipelines"]),
    .library(name: "PipelineReaders", targets: ["PipelineReaders"]),
    .library(name: "PipelineCompiler", targets: ["PipelineCompiler"]),
    .library(name: "ONNXReader", targets: ["ONNXReader"]),
    .library(name: "Scoring", targets: ["Scoring"]),
  ],
  dependencies: [
    // The command line: options, help and usage errors.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Pipeline specifications are YAML; Yams keeps line numbers for error messages.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // ONNX files are protocol buffers; the generated code of their schema is in ONNXSchema.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // Dense matrix products.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    // zlib and gzip streams, deflated ZIP members.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Joblib files compressed with bzip2, xz or lzma, and lz4.
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    // PMML documents.
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-O3"], .when(configuration: .debug))]),
    .target(
      name: "Archives", dependencies: ["CBzip2", "CLZ4", "CLZMA", "CZlib"],
      swiftSettings: numeric),
    .target(name: "Tensors", dependencies: ["Archives"], swiftSettings: numeric),
    // Python's text rules: case, accents, regular expressions, n-grams, hashing.
    .target(name: "TextAnalysis", swiftSettings: numeric),
    .target(name: "TensorIR", dependencies: ["Tensors", "TextAnalysis"], swiftSettings: numeric),
    .target(
      name: "TensorRuntime",
      dependencies: ["CKernels", "COpenBLAS", "Tensors", "TensorIR", "TextAnalysis"],
      swiftSettings: numeric),
    .target(name: "Tables", dependencies: ["Archives", "Tensors"], swiftSettings: numeric),
    .target(
      name: "Pipelines", dependencies: ["Tensors", "TextAnalysis"], swiftSettings: optimized),
    .target(
      name: "PipelineReaders",
      dependencies: ["Archives", "CLibXML2", "Tensors", "TextAnalysis", "Pipelines"],
      swiftSettings: optimized),
    .target(
      name: "PipelineCompiler",
      dependencies: ["Tensors", "TensorIR", "TensorRuntime", "TextAnalysis", "Pipelines"],
      swiftSettings: optimized),
    // Generated: messages of ONNX files.
    .target(
      name: "ONNXSchema",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["regenerate.sh"], swiftSettings: optimized),
    // Graphs of tensors become programs, so that this reader sees the compiler.
    .target(
      name: "ONNXReader",
      dependencies: [
        "Archives", "ONNXSchema", "PipelineCompiler", "PipelineReaders", "Pipelines", "TensorIR",
        "TensorRuntime", "Tensors", "TextAnalysis",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], swiftSettings: optimized),
    .target(
      name: "Scoring",
      dependencies: [
        "Tensors", "TensorIR", "TensorRuntime", "Tables", "Pipelines", "PipelineReaders",
        "PipelineCompiler", "ONNXReader", .product(name: "Yams", package: "Yams"),
      ], swiftSettings: optimized),
    .executableTarget(
      name: "windhover",
      dependencies: [
        "Archives", "ONNXReader", "PipelineCompiler", "PipelineReaders", "Pipelines", "Scoring",
        "Tables", "TensorRuntime", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .executableTarget(
      name: "StrategyBenchmark",
      dependencies: ["PipelineCompiler", "Pipelines", "TensorIR", "TensorRuntime", "Tensors"],
      path: "Benchmarks/strategies", swiftSettings: numeric),
    // Runs third parties' models with their recorded predictions; a tool of the project's own.
    .executableTarget(
      name: "windhover-conformance",
      dependencies: [
        "Archives", "ONNXReader", "PipelineCompiler", "PipelineReaders", "Scoring", "Tables",
      ], swiftSettings: strict),
    // Ratios of the runtime's parts: fusion, plans, blocks of rows, threads.
    .executableTarget(
      name: "RuntimeBenchmark", dependencies: ["Tensors", "TensorIR", "TensorRuntime"],
      path: "Benchmarks/runtime", swiftSettings: strict),

    .testTarget(name: "ArchivesTests", dependencies: ["Archives", "CZlib"], swiftSettings: strict),
    .testTarget(
      name: "TensorsTests", dependencies: ["Archives", "Tensors"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "TextAnalysisTests", dependencies: ["TextAnalysis"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(name: "TensorIRTests", dependencies: ["TensorIR"], swiftSettings: strict),
    .testTarget(
      name: "TensorRuntimeTests", dependencies: ["TensorRuntime", "TextAnalysis"],
      swiftSettings: strict),
    .testTarget(
      name: "TablesTests", dependencies: ["CZlib", "Tables", "Tensors"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "PipelinesTests", dependencies: ["Pipelines", "Tensors"], swiftSettings: strict),
    .testTarget(
      name: "PipelineReadersTests",
      dependencies: ["Archives", "PipelineReaders", "Pipelines", "Tensors"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "PipelineCompilerTests",
      dependencies: [
        "Archives", "PipelineCompiler", "Pipelines", "TensorIR", "TensorRuntime", "Tensors",
        "TextAnalysis",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ONNXReaderTests",
      dependencies: [
        "Archives", "ONNXReader", "ONNXSchema", "PipelineReaders",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "ScoringTests",
      dependencies: ["PipelineCompiler", "Pipelines", "Scoring", "Tables", "Tensors"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests", dependencies: ["windhover"], exclude: ["Golden"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

/// Executables for libFuzzer, each a reader given raw bytes; FUZZING.md has the commands.
let fuzzTargets = [
  "FuzzCatBoost", "FuzzDecompression", "FuzzJSON", "FuzzLightGBM", "FuzzNpy", "FuzzONNX",
  "FuzzPMML", "FuzzPatterns", "FuzzPickle", "FuzzSkops", "FuzzTables", "FuzzXGBoost",
]

if Context.environment["FUZZ"] != nil {
  package.targets += fuzzTargets.map { name in
    .executableTarget(
      name: name,
      dependencies: [
        "Archives", "ONNXReader", "PipelineReaders", "Tables", "Tensors", "TextAnalysis",
      ],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
  }
}
