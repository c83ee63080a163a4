// Texts to sparse rows without a string for any term.

import TensorIR
import Tensors
import TextAnalysis

/// Kernels of `text_counts` and `text_hashes`, whose rules and vocabulary are prepared once.
struct TextTermKernels: ValueKernelFamily {
  let operations = ["text_counts", "text_hashes"]

  func kernel(for request: ValueKernelRequest) throws -> (any ValueKernel)? {
    let (attributes, name) = (request.attributes, request.operation)
    let columns: TextTermKernel.Columns
    if name == "text_counts" {
      guard case .tensor(let vocabulary)? = request.constants[1] else { return nil }
      let key = request.constantNames[1].map { "terms \($0)" }
      columns = .vocabulary(
        request.preparations.object(key) { PreparedTerms(vocabulary.strings) })
    } else {
      columns = .hashes(
        count: try attributes.int("features", of: name),
        isSigned: try attributes.bool("alternate_sign", default: false, of: name))
    }
    return TextTermKernel(
      analyzer: try TextAnalyzer(attributes: attributes, of: name), columns: columns,
      isBinary: try attributes.bool("binary", default: false, of: name),
      dtype: try attributes.dtype("dtype", of: name))
  }
}

/// A vocabulary that can be searched.
private final class PreparedTerms: Sendable {
  let table: TermTable

  init(_ vocabulary: StringStorage) {
    table = TermTable(bytes: vocabulary.bytes, offsets: vocabulary.offsets)
  }
}

private struct TextTermKernel: ValueKernel {
  enum Columns {
    case vocabulary(PreparedTerms)
    case hashes(count: Int, isSigned: Bool)

    var count: Int {
      switch self {
      case .vocabulary(let terms): terms.table.count
      case .hashes(let count, _): count
      }
    }
  }

  let analyzer: TextAnalyzer
  let columns: Columns
  let isBinary: Bool
  let dtype: DType

  func evaluate(_ operands: [Value]) throws -> [Value]? {
    guard case .tensor(let texts) = operands[0] else { return nil }
    let strings = texts.strings
    var result = SparseRowsBuilder(rowCount: strings.count)
    var found: [(column: Int, weight: Double)] = []
    for row in 0..<strings.count {
      // The plain evaluation says which text is missing.
      if strings.isMissing(row) { return nil }
      found.removeAll(keepingCapacity: true)
      try strings.bytes.withUnsafeBufferPointer { bytes in
        let text = UnsafeBufferPointer(
          rebasing: bytes[strings.offsets[row]..<strings.offsets[row + 1]])
        try analyzer.forEachTerm(of: text) { term in
          switch columns {
          case .vocabulary(let terms):
            let place = terms.table.place(of: term)
            if place >= 0 { found.append((place, 1)) }
          case .hashes(let count, let isSigned):
            let (column, isNegative) = MurmurHash.feature(term, of: count)
            found.append((column, isSigned && isNegative ? -1 : 1))
          }
        }
      }
      found.sort { $0.column < $1.column }
      result.append(row: found, isBinary: isBinary)
    }
    return [.sparse(result.finish(dtype, columnCount: columns.count))]
  }
}

/// Sparse rows under construction from sorted columns that may repeat.
private struct SparseRowsBuilder {
  private var rowOffsets: [Int64] = [0]
  private var columns: [Int64] = []
  private var values: [Double] = []

  init(rowCount: Int) { rowOffsets.reserveCapacity(rowCount + 1) }

  /// Adds a row, in which the weights of one column are added up.
  mutating func append(row: [(column: Int, weight: Double)], isBinary: Bool) {
    var index = 0
    while index < row.count {
      let column = row[index].column
      var sum = 0.0
      while index < row.count, row[index].column == column {
        sum += row[index].weight
        index += 1
      }
      columns.append(Int64(column))
      values.append(isBinary ? 1 : sum)
    }
    rowOffsets.append(Int64(columns.count))
  }

  func finish(_ dtype: DType, columnCount: Int) -> SparseRows {
    SparseRows(
      rowOffsets: Tensor(rowOffsets), columns: Tensor(columns),
      values: dtype == .f32 ? Tensor(values.map { Float($0) }) : Tensor(values),
      columnCount: columnCount)
  }
}
