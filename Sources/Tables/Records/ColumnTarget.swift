// The memory that a batch's values are written to.

import Glibc
import Tensors

/// One column of one batch while it is being read.
///
/// `@unchecked Sendable`: threads write different rows, and nobody reads before all are done.
final class ColumnTarget: @unchecked Sendable {
  let type: ColumnType
  let rowCount: Int
  /// Elements of the column's type; spans for text.
  private let storage: TensorStorage
  /// Zeroed by the system, so that columns without missing values never touch it.
  private let missingMemory: UnsafeMutablePointer<Bool>

  /// Allocates a column of `rowCount` values.
  init(type: ColumnType, rowCount: Int) {
    self.type = type
    self.rowCount = rowCount
    let size = type.dtype.byteCount ?? MemoryLayout<FieldSpan>.stride
    storage = TensorStorage(byteCount: size * rowCount)
    guard let memory = calloc(max(rowCount, 1), 1) else { fatalError("out of memory") }
    missingMemory = memory.bindMemory(to: Bool.self, capacity: max(rowCount, 1))
  }

  deinit { free(missingMemory) }

  /// What the row parsers write through.
  struct Pointers {
    let values: UnsafeMutableRawPointer
    let missing: UnsafeMutablePointer<Bool>
  }

  var pointers: Pointers { Pointers(values: storage.base, missing: missingMemory) }

  private var missing: [Bool]? {
    let buffer = UnsafeBufferPointer(start: missingMemory, count: rowCount)
    guard memchr(missingMemory, 1, rowCount) != nil else { return nil }
    return Array(buffer)
  }

  /// The finished column; text is copied from `base`.
  func column(
    named name: String, from base: UnsafePointer<UInt8>, by parser: some RecordParser
  ) -> Column {
    let shape = Shape([rowCount])
    guard type == .string else {
      return Column(
        name: name, values: Tensor(dtype: type.dtype, shape: shape, storage: storage),
        missing: missing)
    }
    let strings = strings(from: base, by: parser)
    return Column(name: name, values: Tensor(shape: shape, strings: strings))
  }

  private func strings(
    from base: UnsafePointer<UInt8>, by parser: some RecordParser
  ) -> StringStorage {
    let spans = UnsafeBufferPointer(
      start: storage.base.assumingMemoryBound(to: FieldSpan.self), count: rowCount)
    let capacity = spans.reduce(0) { $0 + Int($1.count) }
    var offsets: [Int] = []
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { bytes, length in
      guard let target = bytes.baseAddress else {
        offsets = [Int](repeating: 0, count: rowCount + 1)
        return
      }
      offsets = [Int](unsafeUninitializedCapacity: rowCount + 1) { offsets, count in
        offsets[0] = 0
        for (row, span) in spans.enumerated() {
          let text = UnsafeBufferPointer(start: base + span.start, count: Int(span.count))
          if span.isEscaped {
            length += parser.unescape(text, into: target + length)
          } else if let start = text.baseAddress {
            (target + length).update(from: start, count: text.count)
            length += text.count
          }
          offsets[row + 1] = length
        }
        count = rowCount + 1
      }
    }
    return StringStorage(offsets: offsets, bytes: bytes, missing: missing)
  }
}
