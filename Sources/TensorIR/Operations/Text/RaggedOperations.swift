// Words of texts: rows of different lengths.

import Tensors

/// `split_text`: the words of each text, separated by white space; a missing text has none.
struct SplitTextOperation: OperationDefinition {
  let name = "split_text"
  let summary = "The words of each text (rank 1), separated by white space; a missing one has none."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0, of: .string)
    guard type.rank == 1 else { throw context.error("texts of rank 1 were expected") }
    return [.ragged(.string, rows: type.dimensions[0])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let texts = try context.tensor(0).strings
    var words: [String?] = []
    var rowOffsets: [Int64] = [0]
    for index in 0..<texts.count {
      let scalars = texts[index].map { Array($0.unicodeScalars) } ?? []
      for word in scalars.split(whereSeparator: \.isTextSpace) {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: word)
        words.append(String(text))
      }
      rowOffsets.append(Int64(words.count))
    }
    return [.ragged(RaggedRows(rowOffsets: Tensor(rowOffsets), values: Tensor(strings: words)))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// `ragged_lookup`: where each word stands in a vocabulary.
struct RaggedLookupOperation: OperationDefinition {
  let name = "ragged_lookup"
  let summary = """
    The index (i64) of each word of ragged rows in the vocabulary (rank 1), as string_lookup gives it.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    guard case .ragged(.string, let rows) = context.operands[0],
      try context.tensor(1, of: .string).rank == 1
    else { throw context.error("ragged strings and a vocabulary of rank 1 were expected") }
    return [.ragged(.i64, rows: rows)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let words = try context.ragged(0)
    let vocabulary = Vocabulary(try context.tensor(1).strings)
    let indices = (0..<words.values.count).map { vocabulary.index(of: words.values.strings, $0) }
    return [.ragged(RaggedRows(rowOffsets: words.rowOffsets, values: Tensor(indices)))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// `ragged_counts {depth}`: how often each index occurs in each row, as a sparse matrix.
struct RaggedCountsOperation: OperationDefinition {
  let name = "ragged_counts"
  let summary = """
    How often each index below `depth` occurs in each row, as sparse f64; negative indices count for \
    nothing, and larger ones are an error.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let depth = try context.attributes.int("depth", of: name)
    guard case .ragged(.i64, let rows) = context.operands[0], depth >= 0 else {
      throw context.error("ragged i64 and a depth of 0 or more were expected")
    }
    return [.sparse(.f64, rows: rows, columns: .fixed(depth))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let ragged = try context.ragged(0)
    let depth = try context.attributes.int("depth", of: name)
    let indices = ragged.values.elements(of: Int64.self)
    let offsets = ragged.rowOffsets.elements(of: Int64.self)
    var entries = SparseEntries(columnCount: depth)
    for row in 0..<ragged.rowCount {
      var counts: [Int: Double] = [:]
      for index in indices[Int(offsets[row])..<Int(offsets[row + 1])] where index >= 0 {
        guard index < depth else {
          throw context.error("index \(index) was found in row \(row); 0 ..< \(depth) is allowed")
        }
        counts[Int(index), default: 0] += 1
      }
      entries.append(row: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    return [.sparse(entries.finish())]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// `ragged_row_lengths`: the number of elements of each row.
struct RaggedRowLengthsOperation: OperationDefinition {
  let name = "ragged_row_lengths"
  let summary = "The number of elements of each row, as i64."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    guard case .ragged(_, let rows) = context.operands[0] else {
      throw context.error("ragged rows were expected")
    }
    return [.tensor(.i64, [rows])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let offsets = try context.ragged(0).rowOffsets.elements(of: Int64.self)
    return [.tensor(Tensor(zip(offsets.dropFirst(), offsets).map { $0 - $1 }))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension EvaluationContext {
  /// The ragged operand `index`.
  fileprivate func ragged(_ index: Int) throws -> RaggedRows {
    guard index < operands.count, case .ragged(let rows) = operands[index] else {
      throw error("operand \(index) is not ragged")
    }
    return rows
  }
}

extension FunctionBuilder {
  /// The words of each text of rank 1, separated by white space, as ragged strings.
  public func splitText(_ x: ValueID) throws -> ValueID { try append(one: "split_text", [x]) }

  /// The index of each word in `vocabulary` (rank 1), as ragged `i64`; -1 where absent.
  public func raggedLookup(_ x: ValueID, vocabulary: ValueID) throws -> ValueID {
    try append(one: "ragged_lookup", [x, vocabulary])
  }

  /// How often each index below `depth` occurs in each row, as a sparse `f64` matrix.
  public func raggedCounts(_ x: ValueID, depth: Int) throws -> ValueID {
    try append(one: "ragged_counts", [x], ["depth": .int(depth)])
  }

  /// The number of elements of each row, as `i64`.
  public func raggedRowLengths(_ x: ValueID) throws -> ValueID {
    try append(one: "ragged_row_lengths", [x])
  }
}
