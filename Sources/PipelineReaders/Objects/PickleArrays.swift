// numpy in pickles: dtypes, arrays in all their forms, scalars, and joblib's raw arrays.

import Archives
import Tensors

extension InertGlobal {
  /// Whether this is in numpy's core, by its name before or after numpy 2.
  fileprivate var isInNumpyCore: Bool {
    module == "numpy" || module.hasPrefix("numpy.core") || module.hasPrefix("numpy._core")
  }

  /// Whether this is a class whose instances are plain arrays.
  fileprivate var isArrayClass: Bool {
    module.hasPrefix("numpy") && ["ndarray", "memmap", "matrix", "recarray"].contains(name)
  }
}

extension PickleInterpreter {
  /// What a known function of numpy makes, or `nil` for any other.
  func reduceNumpy(
    _ function: InertGlobal, _ arguments: [InertValue]
  ) throws(ReaderError) -> InertValue? {
    guard function.isInNumpyCore else { return nil }
    switch function.name {
    case "_reconstruct":
      guard case .global(let type)? = arguments.first else {
        throw cursor.error("an array of something that is no class")
      }
      if type.isArrayClass { return pool.array(InertArray(shape: [0], elements: .objects([]))) }
      return pool.object(type)
    case "_frombuffer":
      guard arguments.count == 4, case .bytes(let bytes) = arguments[0],
        case .string(let order) = arguments[3]
      else { throw cursor.error("an array whose buffer is not in the file") }
      return try array(
        Bytes(bytes), dtype: arguments[1], shape: try shape(arguments[2]),
        isColumnMajor: order == "F")
    case "scalar":
      guard arguments.count == 2 else {
        throw cursor.error("a numpy scalar without a type and a value")
      }
      guard let bytes = bytes(arguments[1]) else { return arguments[1] }
      return try array(Bytes(bytes), dtype: arguments[0], shape: [], isColumnMajor: false)
    case "_ufunc_reconstruct":
      guard arguments.count == 2, case .string(let module) = arguments[0],
        case .string(let name) = arguments[1]
      else { throw cursor.error("a numpy function without its name") }
      let global = InertGlobal(module: module, name: name)
      try check(global)
      return .global(global)
    default: return nil
    }
  }

  /// The bytes of a value, also of text that Python 2 wrote as such.
  private func bytes(_ value: InertValue) -> [UInt8]? {
    switch value {
    case .bytes(let bytes): bytes
    case .string(let text) where text.utf8.allSatisfy { $0 < 0x80 }: Array(text.utf8)
    default: nil
    }
  }

  private func shape(_ value: InertValue) throws(ReaderError) -> [Int] {
    var dimensions: [Int] = []
    switch value {
    case .int(let length): dimensions = [length]
    case .tuple(let sequence), .list(let sequence):
      for element in sequence.elements.prefix(NumpyBuffer.maximumRank + 1) {
        switch element {
        case .int(let length): dimensions.append(length)
        case .array(let scalar):
          guard case .integers(let values, _) = scalar.elements, values.count == 1 else {
            throw cursor.error("an array shape that is not of integers")
          }
          dimensions.append(values[0])
        default: throw cursor.error("an array shape that is not of integers")
        }
      }
    default: throw cursor.error("an array shape that is no tuple")
    }
    guard NumpyBuffer.elementCount(of: dimensions) != nil else {
      throw cursor.error("an array of the impossible shape \(dimensions)")
    }
    return dimensions
  }

  private func array(
    _ bytes: Bytes, dtype: InertValue, shape: [Int], isColumnMajor: Bool
  ) throws(ReaderError) -> InertValue {
    let (shape, elements) = try decode(
      bytes, dtype: dtype, shape: shape, isColumnMajor: isColumnMajor)
    return pool.array(InertArray(shape: shape, elements: elements))
  }

  private func decode(
    _ bytes: Bytes, dtype value: InertValue, shape: [Int], isColumnMajor: Bool
  ) throws(ReaderError) -> (shape: [Int], elements: InertArray.Elements) {
    guard let dtype = NumpyDType(value) else { return (shape, .unread(dtype: describe(value))) }
    guard !dtype.containsObjects else {
      throw cursor.error("Python objects in an array of bytes")
    }
    try pay(max(bytes.count, NumpyBuffer.elementCount(of: shape) ?? 0))
    do throws(TensorFileError) {
      let buffer = try NumpyBuffer(bytes, dtype: dtype, shape: shape, isColumnMajor: isColumnMajor)
      return (shape, InertArray(buffer, pool: pool).elements)
    } catch {
      throw cursor.error(error.found, expected: error.expected)
    }
  }

  private func describe(_ value: InertValue) -> String {
    guard case .object(let object) = value else { return "unknown" }
    if case .string(let name)? = object.arguments.first { return name }
    return object.type.description
  }

  /// Gives an array made by `_reconstruct` its contents: `(version, shape, dtype, order, data)`.
  func fill(_ array: InertArray, _ state: InertValue) throws(ReaderError) {
    guard case .tuple(let parts) = state, parts.elements.count == 5,
      case .bool(let isColumnMajor) = parts.elements[3]
    else { throw cursor.error("an array state that is not (version, shape, dtype, order, data)") }
    let shape = try shape(parts.elements[1])
    let data = parts.elements[4]
    if case .list(let objects) = data {
      guard objects.elements.count == NumpyBuffer.elementCount(of: shape) else {
        throw cursor.error("\(objects.elements.count) objects for an array of shape \(shape)")
      }
      // Objects are listed in row-major order, whichever order the array had.
      array.elements = .objects(objects.elements)
      array.shape = shape
      return
    }
    guard let bytes = bytes(data) else { throw cursor.error("array data that are not bytes") }
    (array.shape, array.elements) = try decode(
      Bytes(bytes), dtype: parts.elements[2], shape: shape, isColumnMajor: isColumnMajor)
  }

  // MARK: joblib

  /// Reads the array whose bytes follow its wrapper in the file (joblib.numpy_pickle).
  func readJoblibArray(_ wrapper: InertObject) throws(ReaderError) -> InertValue {
    facts.hasJoblibArrays = true
    guard let dtypeValue = wrapper["dtype"], let shapeValue = wrapper["shape"],
      case .string(let order)? = wrapper["order"], order == "C" || order == "F"
    else { throw cursor.error("a joblib array without its type, shape and order") }
    let shape = try shape(shapeValue)
    guard let dtype = NumpyDType(dtypeValue) else {
      throw cursor.error(
        "a joblib array of type \(describe(dtypeValue)), whose size is not known",
        advice: "save the model again with pickle.dump")
    }
    if dtype.containsObjects {
      let nested = PickleInterpreter(
        cursor.bytes, position: cursor.position, pool: pool, readsJoblibArrays: false)
      let value = try nested.run()
      cursor.position = nested.cursor.position
      return value
    }
    // joblib 1.2 and later: a byte with the length of the padding, and the padding.
    if wrapper["numpy_array_alignment_bytes"].map({ if case .none = $0 { false } else { true } })
      ?? false
    {
      let padding = try cursor.byte()
      _ = try cursor.take(padding)
    }
    guard let byteCount = NumpyBuffer.byteCount(of: shape, dtype: dtype) else {
      throw cursor.error("an array of the impossible shape \(shape)")
    }
    let bytes = cursor.bytes[try cursor.take(byteCount)]
    return try array(bytes, dtype: dtypeValue, shape: shape, isColumnMajor: order == "F")
  }
}
