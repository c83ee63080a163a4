// Tensors of text in safetensors files, which have no type for them.
//
// A tensor of text called `n` is stored as `n#bytes`, U8, the UTF-8 of all elements one after the
// other; `n#offsets`, I64, where each begins, with the end of the last one behind them; `n#shape`,
// I64, the extents; and, where elements are missing, `n#missing`, BOOL, one an element.

import Archives

extension SafetensorsFile {
  /// The tensor of text called `name`.
  public func strings(_ name: String) throws(TensorFileError) -> Tensor {
    let bytes = try bytes("\(name)#bytes")
    let offsets = try integers("\(name)#offsets")
    let extents = try integers("\(name)#shape")
    var missing: [Bool]?
    if entries["\(name)#missing"] != nil {
      let flags = try tensor("\(name)#missing")
      missing = flags.dtype == .bool ? flags.elements(of: Bool.self) : []
    }
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { throw damaged(name, "shape") }
      count = product
    }
    guard offsets.first == 0, offsets.last == bytes.count, offsets.count - 1 == count,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      missing.map({ $0.count == count }) ?? true
    else { throw damaged(name, "offsets") }
    for (start, end) in zip(offsets, offsets.dropFirst())
    where bytes.text(in: start..<end) == nil {
      throw damaged(name, "UTF-8")
    }
    let storage = StringStorage(offsets: offsets, bytes: Array(bytes), missing: missing)
    return Tensor(shape: Shape(extents), strings: storage)
  }

  private func integers(_ name: String) throws(TensorFileError) -> [Int] {
    let tensor = try tensor(name)
    guard tensor.dtype == .i64 else {
      throw TensorFileError(
        kind: .damaged, found: "tensor '\(name)' of \(tensor.dtype.rawValue)", expected: "i64")
    }
    return tensor.elements(of: Int64.self).map(Int.init)
  }

  private func damaged(_ name: String, _ what: String) -> TensorFileError {
    TensorFileError(
      kind: .damaged, found: "the \(what) of the texts '\(name)' are not consistent",
      advice: "the file is damaged")
  }
}

extension SafetensorsContents {
  /// Adds a tensor of any dtype; text is stored as several tensors.
  public mutating func add(_ tensor: Tensor, named name: String) {
    guard tensor.dtype == .string else {
      add(dense: tensor, named: name)
      return
    }
    let strings = tensor.strings
    add(bytes: strings.bytes, named: "\(name)#bytes")
    add(dense: Tensor(strings.offsets.map(Int64.init)), named: "\(name)#offsets")
    add(dense: Tensor(tensor.shape.dimensions.map(Int64.init)), named: "\(name)#shape")
    if let missing = strings.missing { add(dense: Tensor(missing), named: "\(name)#missing") }
  }
}
