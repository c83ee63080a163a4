// From numpy's bytes and dtypes to inert arrays, for pickles and `.npy` members alike.

import Tensors

extension InertArray {
  /// Decodes `buffer`; a dtype that is not read gives `.unread`.
  convenience init(_ buffer: NumpyBuffer, pool: InertPool) {
    self.init(shape: buffer.shape, elements: Self.elements(buffer, pool: pool))
  }

  private static func elements(_ buffer: NumpyBuffer, pool: InertPool) -> Elements {
    let dtype = buffer.dtype
    if !dtype.fields.isEmpty {
      var columns: [(field: String, values: InertArray)] = []
      for field in dtype.fields {
        let column = InertArray(buffer.column(field), pool: pool)
        _ = pool.array(column)
        columns.append((field.name, column))
      }
      return .records(columns)
    }
    let elements: Elements? =
      switch dtype.kind {
      case .bool, .signed, .unsigned:
        buffer.integers().map { .integers($0, isBool: dtype.kind == .bool) }
      case .float: buffer.doubles().map { .doubles($0, bits: dtype.itemSize * 8) }
      case .bytes, .unicode: buffer.strings().map { .strings($0) }
      default: nil
      }
    return elements ?? .unread(dtype: dtype.description)
  }
}

extension NumpyDType {
  /// Reads a pickled dtype; `nil` where it is none that is known.
  init?(_ value: InertValue) { self.init(value, depth: 0) }

  private init?(_ value: InertValue, depth: Int) {
    guard depth < 8, case .object(let object) = value, object.type.module == "numpy",
      object.type.name == "dtype", case .string(let name)? = object.arguments.first,
      let plain = NumpyDType(name)
    else { return nil }
    // (version, byte order, base, names, fields, size, alignment, flags[, metadata])
    guard case .tuple(let state) = object.state else {
      self = plain
      return
    }
    let parts = state.elements
    guard parts.count >= 7, case .string(let order) = parts[1], case .none = parts[2] else {
      return nil
    }
    if case .tuple(let names) = parts[3] {
      guard case .dictionary(let described) = parts[4], case .int(let itemSize) = parts[5],
        let fields = Self.fields(names.elements, described, depth: depth)
      else { return nil }
      self.init(fields: fields, itemSize: itemSize)
      return
    }
    self.init(kind: plain.kind, itemSize: plain.itemSize, isBigEndian: order == ">")
  }

  private static func fields(
    _ names: [InertValue], _ described: InertDictionary, depth: Int
  ) -> [Field]? {
    // Names are looked up in a table: a linear search in each would be quadratic.
    var table: [String: InertValue] = [:]
    for entry in described.entries {
      if case .string(let name) = entry.key { table[name] = entry.value }
    }
    var fields: [Field] = []
    for case .string(let name) in names {
      guard case .tuple(let parts)? = table[name], parts.elements.count >= 2,
        let dtype = NumpyDType(parts.elements[0], depth: depth + 1),
        case .int(let offset) = parts.elements[1]
      else { return nil }
      fields.append(Field(name: name, offset: offset, dtype: dtype))
    }
    return fields.count == names.count ? fields : nil
  }
}
