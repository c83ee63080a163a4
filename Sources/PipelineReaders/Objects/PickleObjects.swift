// What REDUCE, NEWOBJ and BUILD make: known constructors of plain data become plain data, the rest
// stays a class with its arguments and state.

import Archives
import Tensors

extension PickleInterpreter {
  func pushGlobal(module: String, name: String) throws(ReaderError) {
    let global = InertGlobal(module: module, name: name)
    guard !module.isEmpty, !name.isEmpty, module.utf8.count + name.utf8.count <= 1000 else {
      throw cursor.error("a class name that is none")
    }
    try check(global)
    if module.hasSuffix("joblib.numpy_pickle") || module.hasSuffix("joblib.numpy_pickle_compat"),
      name == "NDArrayWrapper" || name == "ZNDArrayWrapper"
    {
      throw cursor.error(
        "\(global): arrays in separate files, as joblib before 0.10 wrote them",
        advice: "load it with the joblib that wrote it and save it again with joblib.dump")
    }
    push(.global(global))
  }

  /// Throws where `global` may not occur in a model.
  func check(_ global: InertGlobal) throws(ReaderError) {
    guard let reason = PickleGlobals.refusal(of: global) else { return }
    throw cursor.error(
      "the pickle would call \(global), which \(reason)",
      expected: "only data and estimator classes",
      advice: "do not load this file with Python either; nothing in it was run")
  }

  /// What calling `callable` with `arguments` makes.
  func reduce(
    _ callable: InertValue, _ arguments: [InertValue]
  ) throws(ReaderError) -> InertValue {
    guard case .global(let type) = callable else {
      throw cursor.error(
        "a call of something that is no class or function",
        advice: "save the model without closures and bound methods")
    }
    switch type.module {
    case "builtins", "__builtin__":
      return try reduceBuiltin(type, arguments)
    case "collections":
      if let value = try reduceCollection(type, arguments) { return value }
    case "_codecs":
      return try reduceEncode(arguments)
    case "copyreg", "copy_reg":
      return try reduceCopyreg(type, arguments)
    default:
      if let value = try reduceNumpy(type, arguments) { return value }
    }
    return pool.object(type, arguments)
  }

  private func reduceBuiltin(
    _ type: InertGlobal, _ arguments: [InertValue]
  ) throws(ReaderError) -> InertValue {
    switch (type.name, arguments.first) {
    case ("getattr", .global(let owner)?):
      guard arguments.count == 2, case .string(let name) = arguments[1], !name.hasPrefix("__")
      else {
        throw call(of: type)
      }
      let member = InertGlobal(module: owner.module, name: "\(owner.name).\(name)")
      try check(member.module == "builtins" ? owner : member)
      return .global(member)
    case ("getattr", _): throw call(of: type)
    case ("list", nil): return pool.list()
    case ("tuple", nil): return pool.tuple([])
    case ("set", nil), ("frozenset", nil): return pool.set()
    case ("dict", nil): return pool.dictionary()
    case ("bytes", nil), ("bytearray", nil): return .bytes([])
    case ("list", let source?) where arguments.count == 1:
      if let elements = elements(source) { return pool.list(elements) }
    case ("tuple", let source?) where arguments.count == 1:
      if let elements = elements(source) { return pool.tuple(elements) }
    case ("set", let source?) where arguments.count == 1,
      ("frozenset", let source?) where arguments.count == 1:
      if let elements = elements(source) { return pool.set(elements) }
    case ("dict", let source?) where arguments.count == 1:
      if let dictionary = try dictionary(source) { return dictionary }
    case ("bytes", .bytes?) where arguments.count == 1,
      ("bytearray", .bytes?) where arguments.count == 1:
      return arguments[0]
    case ("bytes", .string?) where arguments.count == 2,
      ("bytearray", .string?) where arguments.count == 2:
      return try reduceEncode(arguments)
    case ("int", .int?) where arguments.count == 1, ("float", .double?) where arguments.count == 1,
      ("bool", .bool?) where arguments.count == 1, ("str", .string?) where arguments.count == 1:
      return arguments[0]
    default: break
    }
    return pool.object(InertGlobal(module: "builtins", name: type.name), arguments)
  }

  private func call(of type: InertGlobal) -> ReaderError {
    cursor.error(
      "the pickle would call \(type) to reach into an object",
      expected: "only data and estimator classes",
      advice: "save the model without bound methods; nothing in the file was run")
  }

  /// The elements of a plain sequence, which are shared and not copied.
  private func elements(_ value: InertValue) -> [InertValue]? {
    switch value {
    case .list(let sequence), .tuple(let sequence), .set(let sequence): sequence.elements
    default: nil
    }
  }

  /// A new dictionary with the entries of a dictionary or of a list of pairs.
  private func dictionary(_ source: InertValue) throws(ReaderError) -> InertValue? {
    if case .dictionary(let dictionary) = source { return pool.dictionary(dictionary.entries) }
    guard let pairs = elements(source) else { return nil }
    try pay(pairs.count)
    var entries: [(key: InertValue, value: InertValue)] = []
    for pair in pairs {
      guard let parts = elements(pair), parts.count == 2 else { return nil }
      entries.append((parts[0], parts[1]))
    }
    return pool.dictionary(entries)
  }

  private func reduceCollection(
    _ type: InertGlobal, _ arguments: [InertValue]
  ) throws(ReaderError) -> InertValue? {
    switch type.name {
    case "OrderedDict":
      guard let source = arguments.first else { return pool.dictionary() }
      return arguments.count == 1 ? try dictionary(source) : nil
    case "defaultdict":
      // What a missing key would give does not change what the present ones are.
      guard arguments.count > 1 else { return pool.dictionary() }
      return try dictionary(arguments[1])
    default: return nil
    }
  }

  /// `_codecs.encode(text, 'latin1')`, by which protocol 2 writes bytes.
  private func reduceEncode(_ arguments: [InertValue]) throws(ReaderError) -> InertValue {
    guard case .string(let text)? = arguments.first else {
      throw cursor.error("an encoding of something that is no text")
    }
    var encoding = "utf-8"
    if arguments.count > 1, case .string(let name) = arguments[1] { encoding = name.lowercased() }
    try pay(text.utf8.count)
    switch encoding {
    case "utf-8", "utf8", "ascii": return .bytes(Array(text.utf8))
    case "latin1", "latin-1", "iso-8859-1":
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.utf8.count)
      for scalar in text.unicodeScalars {
        guard scalar.value < 256 else { throw cursor.error("bytes that are not Latin-1") }
        bytes.append(UInt8(scalar.value))
      }
      return .bytes(bytes)
    default:
      throw cursor.error("the text encoding '\(encoding.prefix(20))'", expected: "latin1")
    }
  }

  private func reduceCopyreg(
    _ function: InertGlobal, _ arguments: [InertValue]
  ) throws(ReaderError) -> InertValue {
    guard case .global(let type)? = arguments.first else {
      throw cursor.error("\(function) of something that is no class")
    }
    var rest = Array(arguments.dropFirst())
    if function.name == "_reconstructor" {
      guard rest.count == 2 else {
        throw cursor.error("\(function) with \(arguments.count) arguments", expected: "3")
      }
      // A plain object has no base value; a subclass of list, dict or str has one.
      rest = if case .none = rest[1] { [] } else { [rest[1]] }
    }
    return pool.object(type, rest)
  }

  func pay(_ count: Int) throws(ReaderError) {
    guard pool.pay(count) else {
      throw cursor.error(
        "values many times larger than the file", expected: "each value decoded about once")
    }
  }

  // MARK: BUILD

  /// Gives the value on top of the stack its state.
  func build(_ state: InertValue) throws(ReaderError) {
    let value = try pop()
    switch value {
    case .array(let array):
      try fill(array, state)
      push(value)
    case .object(let object):
      object.state = state
      if object.type.name == "NumpyArrayWrapper",
        object.type.module.hasSuffix("joblib.numpy_pickle"),
        readsJoblibArrays
      {
        push(try readJoblibArray(object))
      } else {
        push(value)
      }
    case .dictionary, .list, .set:
      switch state {
      case .none: break
      case .dictionary(let attributes) where attributes.entries.isEmpty: break
      default: throw cursor.error("attributes for a plain container")
      }
      push(value)
    default:
      throw cursor.error("a state for a value that has none")
    }
  }
}
