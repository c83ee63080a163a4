// Parts of batches: some rows of a longer argument.

import CKernels
import TensorIR
import Tensors

extension DenseType {
  /// The bytes from one row to the next.
  var rowByteCount: Int {
    shape.rank > 0 && shape[0] > 0 ? byteCount / shape[0] : 0
  }

  /// Whether a plan that takes this type sees a part of `tensor`: no part has the shape of the whole.
  func isPart(of tensor: Tensor) -> Bool { shape.dimensions != tensor.shape.dimensions }

  /// Where an argument of this type begins in `tensor`, from `firstRow` on where it is a part of it.
  ///
  /// Text is seen through a view, which is made at the address that `view` gives.
  func base(
    in tensor: Tensor, firstRow: Int?, view: () -> UnsafeMutablePointer<wh_strings>?
  ) -> UnsafeMutableRawPointer? {
    let skipped = firstRow.map { isPart(of: tensor) ? $0 : 0 } ?? 0
    switch tensor.contents {
    case .fixedSize(let storage, let start): return storage.base + start + skipped * rowByteCount
    case .strings(let storage):
      guard let view = view() else { return nil }
      let perRow = skipped > 0 ? shape.dimensions.dropFirst().reduce(1, *) : 0
      view.initialize(to: StringView.view(of: storage, from: skipped * perRow))
      return UnsafeMutableRawPointer(view)
    }
  }
}

extension Tensor {
  /// Some rows as a tensor of their own, which shares the memory of numbers and copies text.
  func part(ofRows rows: Range<Int>) -> Tensor {
    let perRow = shape.dimensions.dropFirst().reduce(1, *)
    let shape = Shape([rows.count] + shape.dimensions.dropFirst())
    switch contents {
    case .fixedSize(let storage, let start):
      let rowBytes = perRow * (dtype.byteCount ?? 0)
      return Tensor(
        dtype: dtype, shape: shape, storage: storage,
        byteOffset: start + rows.lowerBound * rowBytes)
    case .strings(let storage):
      let range = rows.lowerBound * perRow..<rows.upperBound * perRow
      return Tensor(shape: shape, strings: storage.copy(of: range))
    }
  }
}

extension StringStorage {
  /// A copy of some elements.
  fileprivate func copy(of range: Range<Int>) -> StringStorage {
    let start = offsets[range.lowerBound]
    return StringStorage(
      offsets: offsets[range.lowerBound...range.upperBound].map { $0 - start },
      bytes: Array(bytes[start..<offsets[range.upperBound]]),
      missing: missing.map { Array($0[range]) })
  }
}
