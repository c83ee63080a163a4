// Arrays, dtypes and sparse matrices of skops files.

import Archives
import Tensors

extension SkopsReader {
  mutating func makeArray(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    switch node.object["type"]?.string {
    case "numpy":
      let array = InertArray(try buffer(of: node), pool: pool)
      let isArrayClass = ["ndarray", "memmap", "matrix", "recarray"].contains(node.type.name)
      // `numpy.float64` and other scalar classes: an array of rank 0 too.
      if isArrayClass || (node.type.module == "numpy" && array.shape.isEmpty) {
        return pool.array(array)
      }
      return pool.object(node.type, [pool.array(array)])
    case "json":
      return try makeObjectArray(node)
    default:
      throw node.error("an array type that is not known")
    }
  }

  func buffer(of node: SkopsNode) throws(ReaderError) -> NumpyBuffer {
    let contents = try file(of: node)
    do throws(TensorFileError) {
      return try NpyFile.buffer(contents)
    } catch {
      throw node.error("\(node.object["file"]?.string ?? ""): \(error)")
    }
  }

  /// An array of dtype `object`: nested lists of nodes, one level for each axis.
  private mutating func makeObjectArray(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    let array = InertArray(shape: [0], elements: .objects([]))
    let value = pool.array(array)
    announce(value, for: node)
    var shape: [Int] = []
    if case .tuple(let dimensions) = try self.value(of: node.object["shape"], in: node.object) {
      for case .int(let dimension) in dimensions.elements { shape.append(dimension) }
    }
    guard let count = NumpyBuffer.elementCount(of: shape),
      let nodes = node.object["content"]?.elements
    else { throw node.error("an object array without its shape or its elements") }
    var elements: [InertValue] = []
    for element in nodes { elements.append(try self.value(of: element, in: node.object)) }
    for _ in shape.dropFirst() {
      var flattened: [InertValue] = []
      for element in elements {
        guard case .list(let row) = element, pool.pay(row.elements.count) else {
          throw node.error("an object array whose elements do not have its shape")
        }
        flattened += row.elements
      }
      elements = flattened
    }
    guard elements.count == count else {
      throw node.error("\(elements.count) elements for an array of shape \(shape)")
    }
    array.shape = shape
    array.elements = .objects(elements)
    return value
  }

  /// A dtype, which skops saves as an empty array of it.
  mutating func makeDType(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    guard case .object(let object)? = node.object["content"] else { throw node.error("no array") }
    let array = try SkopsNode(object)
    let text = array.object["type"]?.string == "json" ? "|O" : "\(try buffer(of: array).dtype)"
    return pool.object(
      InertGlobal(module: "numpy", name: "dtype"), [.string(text), .bool(false), .bool(true)])
  }

  /// A sparse matrix: the attributes that its pickle has, from the members of its `.npz`.
  mutating func makeSparse(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    let contents = try file(of: node)
    var entries: [(key: InertValue, value: InertValue)] = []
    do throws(TensorFileError) {
      for (name, buffer) in try NpzFile.buffers(contents) {
        let array = InertArray(buffer, pool: pool)
        switch (name, array.elements) {
        case ("shape", .integers(let extents, _)):
          entries.append((.string("_shape"), pool.tuple(extents.map(InertValue.int))))
        case ("format", .strings(let names)) where names.count == 1:
          entries.append((.string("format"), .string(names[0])))
        default: entries.append((.string(name), pool.array(array)))
        }
      }
    } catch {
      throw node.error("\(node.object["file"]?.string ?? ""): \(error)")
    }
    return pool.object(node.type, state: pool.dictionary(entries))
  }
}
