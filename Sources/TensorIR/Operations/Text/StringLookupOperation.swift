// Text as indices into a vocabulary.

import Tensors

/// `string_lookup`: where each text stands in a vocabulary.
struct StringLookupOperation: OperationDefinition {
  let name = "string_lookup"
  let summary = """
    The index (i64) of the first entry of the vocabulary (second operand, rank 1) that is equal, byte \
    by byte; -1 where none is, and -2 where the element is missing.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let type = try context.tensor(0, of: .string)
    guard try context.tensor(1, of: .string).rank == 1 else {
      throw context.error("a vocabulary of rank 1 was expected")
    }
    return [.tensor(.i64, type.dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let vocabulary = Vocabulary(try context.tensor(1).strings)
    let indices = (0..<x.count).map { vocabulary.index(of: x.strings, $0) }
    return [.tensor(Tensor(indices, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// Entries of a vocabulary by their bytes. (Swift's `String` would also equate canonical equivalents.)
struct Vocabulary {
  private var indices: [ArraySlice<UInt8>: Int64] = [:]

  init(_ entries: StringStorage) {
    for index in 0..<entries.count where !entries.isMissing(index) {
      let bytes = entries.utf8(index)
      if indices[bytes] == nil { indices[bytes] = Int64(index) }
    }
  }

  /// The first index of an equal entry; -1 without one, and -2 for a missing element.
  func index(of strings: StringStorage, _ element: Int) -> Int64 {
    strings.isMissing(element) ? -2 : indices[strings.utf8(element)] ?? -1
  }

  /// The first index of an entry of these bytes.
  func index(of bytes: [UInt8]) -> Int? { indices[bytes[...]].map(Int.init) }
}

extension StringStorage {
  /// The bytes of the element at `index`; none where it is missing.
  func utf8(_ index: Int) -> ArraySlice<UInt8> { bytes[offsets[index]..<offsets[index + 1]] }
}

extension FunctionBuilder {
  /// The index (`i64`) of each text in `vocabulary` (rank 1); -1 where absent, -2 where missing.
  public func stringLookup(_ x: ValueID, vocabulary: ValueID) throws -> ValueID {
    try append(one: "string_lookup", [x, vocabulary])
  }
}
