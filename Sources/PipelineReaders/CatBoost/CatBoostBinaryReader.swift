// CatBoost's own format, `.cbm`: "CBM1", the size of a FlatBuffer, the FlatBuffer (a model's core), then
// the parts that the core names, of which the statistics of categories are one.
//
// Fields are numbered as in CatBoost's schemas: catboost/libs/model/flatbuffers.

import Archives
import Pipelines

/// Reads a model in the binary format.
struct CatBoostBinaryReader {
  static let format = "CatBoost model"
  static let magic = Array("CBM1".utf8)
  private static let statisticsPart = "static_provider_v1"

  private let bytes: Bytes
  private var position = 0

  private init(_ bytes: Bytes) { self.bytes = bytes }

  static func read(_ bytes: Bytes) throws(ReaderError) -> CatBoostModel {
    var reader = CatBoostBinaryReader(bytes)
    return try reader.model()
  }

  private func error(_ found: String, expected: String? = nil) -> ReaderError {
    ReaderError(
      format: Self.format, place: .byte(position), found: found, expected: expected,
      advice: ReaderError.damaged)
  }

  private mutating func model() throws(ReaderError) -> CatBoostModel {
    guard bytes.hasPrefix(Self.magic) else { throw error("no 'CBM1'") }
    position = Self.magic.count
    let core = try nextBuffer().root()
    let version = try core.text(0)
    guard version == "FlabuffersModel_v1" else {
      throw core.error(
        "the format '\(version)'", expected: "'FlabuffersModel_v1', the only one that is known")
    }
    guard let trees = try core.table(1) else { throw core.error("no trees") }
    var model = CatBoostModel()
    for pair in try core.tables(2) {
      let (key, value) = (try pair.text(0), try pair.text(1))
      model.info[key] = key.hasSuffix("params") ? try Self.parsed(value) : .string(value)
    }
    try model.refuseText(hasEstimated: !trees.tables(13).isEmpty)
    try CatBoostFeatureReader(trees).read(into: &model)
    try CatBoostTreeReader(trees).read(into: &model)
    // The statistics come first of the parts; those behind them belong to text and embeddings.
    if try core.texts(3).first == Self.statisticsPart {
      for _ in 0..<(try nextSize()) {
        try CatBoostFeatureReader.readCounts(try nextBuffer().root(), into: &model)
      }
    }
    return model
  }

  private static func parsed(_ text: String) throws(ReaderError) -> JSONValue {
    if text.isEmpty { return .null }
    return try JSONParser.parse(Bytes(utf8: text), format: "training parameters of a \(format)")
  }

  /// A size: 32 bits, or all of them set and then 64.
  private mutating func nextSize() throws(ReaderError) -> Int {
    guard bytes.count - position >= 4 else { throw error("the file ends", expected: "a size") }
    let short = bytes.littleEndian(UInt32.self, at: position)
    position += 4
    guard short == .max else { return Int(short) }
    guard bytes.count - position >= 8 else { throw error("the file ends", expected: "a size") }
    let long = bytes.littleEndian(UInt64.self, at: position)
    position += 8
    guard let size = Int(exactly: long) else { throw error("a size of \(long)") }
    return size
  }

  private mutating func nextBuffer() throws(ReaderError) -> FlatBuffer {
    let size = try nextSize()
    guard size <= bytes.count - position else {
      throw error(
        "a part of \(size) bytes", expected: "at most \(bytes.count - position), which are left")
    }
    defer { position += size }
    return FlatBuffer(
      bytes[position..<position + size], format: Self.format, baseOffset: position)
  }
}

extension CatBoostModel {
  /// Throws for a model whose trees use text or embeddings.
  func refuseText(hasEstimated: Bool) throws(ReaderError) {
    guard hasEstimated else { return }
    throw ReaderError(
      format: CatBoostBinaryReader.format, found: "trees that use features of text or embeddings",
      expected: "features of numbers and categories",
      advice: "make numbers of text before training, or train without text_features and "
        + "embedding_features")
  }
}
