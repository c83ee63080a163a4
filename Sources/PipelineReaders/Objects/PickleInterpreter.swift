// The pickle machine (protocols 0 to 5), which builds inert values and never calls anything.

import Archives
import Tensors

/// Reads pickles.
///
/// The machine is a loop over opcodes with its own stack, so that no nesting in a file reaches the
/// native stack. A class, so that no call can copy the stack that it works on.
final class PickleInterpreter {
  var cursor: PickleCursor
  let pool: InertPool
  /// Whether `joblib` array wrappers are followed by raw array bytes.
  let readsJoblibArrays: Bool
  var facts = PickleFacts()

  private var stack: [InertValue] = []
  /// Where each open `MARK` is in `stack`.
  private var marks: [Int] = []
  /// The memo, as Python numbers it: from 0 without gaps.
  private var memo: [InertValue] = []
  /// Entries of the memo that some other program numbered.
  private var sparseMemo: [Int: InertValue] = [:]

  /// Prepares to read the pickle that begins at `position`.
  init(_ bytes: Bytes, position: Int = 0, pool: InertPool, readsJoblibArrays: Bool = true) {
    cursor = PickleCursor(bytes, position: position)
    self.pool = pool
    self.readsJoblibArrays = readsJoblibArrays
  }

  /// Runs to `STOP` and returns the value.
  func run() throws(ReaderError) -> InertValue {
    while true {
      cursor.opcodePosition = cursor.position
      guard cursor.position < cursor.bytes.count else {
        throw cursor.error("the end of the file", expected: "STOP", advice: "the file is cut off")
      }
      let byte = cursor.bytes[cursor.position]
      cursor.position += 1
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw cursor.error("byte \(byte)", expected: "a pickle opcode")
      }
      if opcode == .stop { break }
      try execute(opcode)
    }
    let value = try pop()
    guard stack.isEmpty, marks.isEmpty else {
      throw cursor.error("STOP with \(stack.count) more values on the stack")
    }
    return value
  }

  private func execute(_ opcode: PickleOpcode) throws(ReaderError) {
    switch opcode {
    case .proto:
      let version = try cursor.byte()
      guard version <= 5 else {
        throw cursor.error(
          "pickle protocol \(version)", expected: "0 to 5",
          advice: "save the file again with pickle protocol 5")
      }
      facts.protocolVersion = max(facts.protocolVersion, version)
    case .frame: _ = try cursor.take(8)
    case .none: push(.none)
    case .newTrue: push(.bool(true))
    case .newFalse: push(.bool(false))
    case .int, .long: push(try cursor.decimalLine())
    case .binInt: push(.int(Int(Int32(truncatingIfNeeded: try cursor.uint32()))))
    case .binInt1: push(.int(try cursor.byte()))
    case .binInt2:
      push(.int(Int(cursor.bytes.littleEndian(UInt16.self, at: try cursor.take(2).lowerBound))))
    case .long1: push(try cursor.long(try cursor.byte()))
    case .long4: push(try cursor.long(Int(Int32(truncatingIfNeeded: try cursor.uint32()))))
    case .float: push(.double(try cursor.doubleLine()))
    case .binFloat:
      let bits = cursor.bytes.bigEndian(UInt64.self, at: try cursor.take(8).lowerBound)
      push(.double(Double(bitPattern: bits)))
    case .string: push(try cursor.quotedLine())
    case .unicode: push(.string(try cursor.unicodeLine()))
    case .binString:
      push(PickleCursor.text(ofPython2: try cursor.takeBytes(try cursor.uint32())))
    case .shortBinString:
      push(PickleCursor.text(ofPython2: try cursor.takeBytes(try cursor.byte())))
    case .shortBinUnicode: push(.string(try cursor.text(try cursor.byte())))
    case .binUnicode: push(.string(try cursor.text(try cursor.uint32())))
    case .binUnicode8: push(.string(try cursor.text(try cursor.length64())))
    case .shortBinBytes: push(.bytes(try cursor.takeBytes(try cursor.byte())))
    case .binBytes: push(.bytes(try cursor.takeBytes(try cursor.uint32())))
    case .binBytes8, .byteArray8: push(.bytes(try cursor.takeBytes(try cursor.length64())))
    default: try executeContainer(opcode)
    }
  }

  private func executeContainer(_ opcode: PickleOpcode) throws(ReaderError) {
    switch opcode {
    case .mark: marks.append(stack.count)
    case .pop:
      // As in Python: a mark on top of the stack counts as a value.
      if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popMark()
    case .duplicate:
      let value = try pop()
      push(value)
      push(value)
    case .emptyList: push(pool.list())
    case .emptyTuple: push(pool.tuple([]))
    case .emptySet: push(pool.set())
    case .emptyDictionary: push(pool.dictionary())
    case .list: push(pool.list(try popMark()))
    case .tuple: push(pool.tuple(try popMark()))
    case .frozenSet: push(pool.set(try popMark()))
    case .tuple1: push(pool.tuple(try pop(1)))
    case .tuple2: push(pool.tuple(try pop(2)))
    case .tuple3: push(pool.tuple(try pop(3)))
    case .dictionary: push(pool.dictionary(try entries(try popMark())))
    case .append: try extend(with: [try pop()])
    case .appends: try extend(with: try popMark())
    case .addItems: try extend(with: try popMark())
    case .setItem: try insert(try entries(try pop(2)))
    case .setItems: try insert(try entries(try popMark()))
    case .memoize: memo.append(try top())
    case .put: try memorize(try cursor.lineNumber())
    case .binPut: try memorize(try cursor.byte())
    case .longBinPut: try memorize(try cursor.uint32())
    case .get: try recall(try cursor.lineNumber())
    case .binGet: try recall(try cursor.byte())
    case .longBinGet: try recall(try cursor.uint32())
    default: try executeObject(opcode)
    }
  }

  private func executeObject(_ opcode: PickleOpcode) throws(ReaderError) {
    switch opcode {
    case .global:
      let module = try cursor.lineText()
      try pushGlobal(module: module, name: try cursor.lineText())
    case .stackGlobal:
      let parts = try pop(2)
      guard case .string(let module) = parts[0], case .string(let name) = parts[1] else {
        throw cursor.error("a class name that is not text")
      }
      try pushGlobal(module: module, name: name)
    case .reduce, .newObject:
      let parts = try pop(2)
      guard case .tuple(let arguments) = parts[1] else {
        throw cursor.error("arguments that are not a tuple")
      }
      push(try reduce(parts[0], arguments.elements))
    case .newObjectWithKeywords:
      let parts = try pop(3)
      guard case .tuple(let arguments) = parts[1], case .dictionary(let keywords) = parts[2] else {
        throw cursor.error("arguments that are not a tuple and a dictionary")
      }
      push(
        try reduce(parts[0], arguments.elements + (keywords.entries.isEmpty ? [] : [parts[2]])))
    case .build:
      let state = try pop()
      try build(state)
    case .persistentID, .binPersistentID:
      throw unsupported("a persistent reference, which only the program that wrote it resolves")
    case .extension1, .extension2, .extension4:
      throw unsupported(
        "a class of the extension registry, which only the program that wrote it has")
    case .nextBuffer, .readOnlyBuffer:
      throw unsupported("an out-of-band buffer, which is not in the file")
    default:
      throw unsupported("an instance of a Python 2 class")
    }
  }

  private func unsupported(_ found: String) -> ReaderError {
    cursor.error(found, advice: "save the model again with joblib.dump or pickle.dump")
  }

  // MARK: The stack and the memo

  func push(_ value: InertValue) { stack.append(value) }

  private func top() throws(ReaderError) -> InertValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else {
      throw cursor.error("an opcode without its operand on the stack")
    }
    return value
  }

  func pop() throws(ReaderError) -> InertValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private func pop(_ count: Int) throws(ReaderError) -> [InertValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw cursor.error("an opcode without its operands on the stack")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  /// Pops everything above the last mark, and the mark.
  private func popMark() throws(ReaderError) -> [InertValue] {
    guard let mark = marks.popLast() else { throw cursor.error("an opcode without its MARK") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private func memorize(_ index: Int) throws(ReaderError) {
    let value = try top()
    if index < memo.count {
      memo[index] = value
    } else if index == memo.count {
      memo.append(value)
    } else {
      sparseMemo[index] = value
    }
  }

  private func recall(_ index: Int) throws(ReaderError) {
    guard let value = index < memo.count ? memo[index] : sparseMemo[index] else {
      throw cursor.error("a reference to memo entry \(index), which was not set")
    }
    push(value)
  }

  private func entries(
    _ values: [InertValue]
  ) throws(ReaderError) -> [(key: InertValue, value: InertValue)] {
    guard values.count.isMultiple(of: 2) else { throw cursor.error("a key without a value") }
    return stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  /// Appends to the list or set on top of the stack.
  private func extend(with values: [InertValue]) throws(ReaderError) {
    switch try top() {
    case .list(let sequence), .set(let sequence): sequence.elements += values
    case .object(let object): object.items += values
    default: throw cursor.error("items for a value that is no list")
    }
  }

  /// Sets entries of the dictionary on top of the stack.
  private func insert(
    _ entries: [(key: InertValue, value: InertValue)]
  ) throws(ReaderError) {
    switch try top() {
    case .dictionary(let dictionary): dictionary.entries += entries
    case .object(let object): object.entries += entries
    default: throw cursor.error("entries for a value that is no dictionary")
    }
  }
}

/// What a pickle says about the program that wrote it.
struct PickleFacts {
  /// The highest protocol announced.
  var protocolVersion = 0
  /// Whether arrays were written by joblib.
  var hasJoblibArrays = false
}
