// Moving elements of any dtype: every operation that only moves elements is positions and a pick.

import Tensors

extension Tensor {
  /// The elements at `positions` of row-major order, under `shape`, which has as many elements.
  package func picking(_ positions: [Int], shape: Shape) -> Tensor {
    precondition(positions.count == shape.count, "\(positions.count) positions for \(shape)")
    switch dtype.byteCount {
    case 8?: return pickingWords(UInt64.self, positions, shape)
    case 4?: return pickingWords(UInt32.self, positions, shape)
    case 2?: return pickingWords(UInt16.self, positions, shape)
    case 1?: return pickingWords(UInt8.self, positions, shape)
    default: return Tensor(shape: shape, strings: strings.picking(positions))
    }
  }

  private func pickingWords<Word: FixedWidthInteger>(
    _ type: Word.Type, _ positions: [Int], _ shape: Shape
  ) -> Tensor {
    withUnsafeBytes { source in
      let words = source.bindMemory(to: Word.self)
      return Tensor.fillingBytes(dtype: dtype, shape: shape) { target in
        let picked = target.bindMemory(to: Word.self)
        for (place, position) in positions.enumerated() { picked[place] = words[position] }
      }
    }
  }

  /// The elements of all `tensors`, which have one dtype, one after the other along one axis.
  package static func joining(_ tensors: [Tensor]) -> Tensor {
    precondition(!tensors.isEmpty, "no tensors to join")
    let dtype = tensors[0].dtype
    let shape = Shape([tensors.reduce(0) { $0 + $1.count }])
    guard dtype.byteCount != nil else {
      return Tensor(shape: shape, strings: StringStorage.joining(tensors.map(\.strings)))
    }
    return fillingBytes(dtype: dtype, shape: shape) { target in
      var start = 0
      for tensor in tensors {
        tensor.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: target[start..<start + source.count])
            .copyMemory(from: source)
          start += source.count
        }
      }
    }
  }
}

extension StringStorage {
  /// The elements at `positions`.
  fileprivate func picking(_ positions: [Int]) -> StringStorage {
    var offsets = [0]
    offsets.reserveCapacity(positions.count + 1)
    var picked: [UInt8] = []
    for position in positions {
      picked += bytes[self.offsets[position]..<self.offsets[position + 1]]
      offsets.append(picked.count)
    }
    let missing = missing.map { missing in positions.map { missing[$0] } }
    return StringStorage(offsets: offsets, bytes: picked, missing: missing)
  }

  /// All elements of `storages`, one after the other.
  fileprivate static func joining(_ storages: [StringStorage]) -> StringStorage {
    var offsets = [0]
    var bytes: [UInt8] = []
    for storage in storages {
      let start = bytes.count
      offsets += storage.offsets.dropFirst().map { $0 + start }
      bytes += storage.bytes
    }
    guard storages.contains(where: { $0.missing != nil }) else {
      return StringStorage(offsets: offsets, bytes: bytes, missing: nil)
    }
    let missing = storages.flatMap { $0.missing ?? Array(repeating: false, count: $0.count) }
    return StringStorage(offsets: offsets, bytes: bytes, missing: missing)
  }
}
