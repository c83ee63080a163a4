// The memory that one run of a plan writes to, and the bases of its addresses.

import CKernels
import TensorIR
import Tensors

/// A block of uninitialised memory that runs take turns to use.
///
/// `@unchecked Sendable`: one run at a time holds it.
final class Arena: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    base = .allocate(byteCount: max(byteCount, 1), alignment: ArenaLayout.alignment)
  }

  deinit { base.deallocate() }
}

/// The arguments, results, arena and dynamic values of a run.
///
/// One thread at a time uses it; kernels that are split over threads write to disjoint parts.
final class RunMemory {
  let plan: Plan
  let arguments: [Value]
  let arena: Arena
  private(set) var slots: [Value?]
  let bases: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let views: UnsafeMutablePointer<wh_strings>
  private let firstRow: Int?
  private let outputs: [TensorStorage?]

  /// Memory for a whole run, whose results are made.
  convenience init(_ plan: Plan, arguments: [Value], arena: Arena) {
    let outputs = plan.outputs.map { output -> TensorStorage? in
      if case .memory(let type) = output { TensorStorage(byteCount: type.byteCount) } else { nil }
    }
    self.init(plan, arguments: arguments, arena: arena, outputs: outputs, firstRow: nil)
  }

  /// Memory for a block of rows from `firstRow` on: arguments are whole batches, of which the plan
  /// sees a part, and so are the results.
  init(
    _ plan: Plan, arguments: [Value], arena: Arena, outputs: [TensorStorage?], firstRow: Int?
  ) {
    self.plan = plan
    self.arguments = arguments
    self.arena = arena
    self.outputs = outputs
    self.firstRow = firstRow
    slots = Array(repeating: nil, count: plan.slotCount)
    let firstOutput = Int(PlanAddress.firstInput) + arguments.count
    bases = .allocate(capacity: firstOutput + outputs.count)
    bases.initialize(repeating: nil, count: firstOutput + outputs.count)
    views = .allocate(capacity: max(arguments.count, 1))
    bases[Int(PlanAddress.arena)] = arena.base
    for (place, argument) in arguments.enumerated() {
      bases[Int(PlanAddress.firstInput) + place] = base(of: argument, place)
    }
    for (place, output) in outputs.enumerated() {
      bases[firstOutput + place] = output.map { $0.base + offset(of: plan.outputs[place].type) }
    }
  }

  deinit {
    bases.deallocate()
    views.deallocate()
  }

  /// Whether argument `place` is cut: more than one block never has the shape of the batch.
  private func isCut(_ type: DenseType, _ tensor: Tensor) -> Bool {
    firstRow != nil && type.shape != tensor.shape
  }

  /// The bytes of the rows before the block.
  private func offset(of type: DenseType?) -> Int {
    guard let firstRow, let type, type.shape.rank > 0, type.shape[0] > 0 else { return 0 }
    return firstRow * (type.byteCount / type.shape[0])
  }

  /// The part of argument `place` that the plan sees.
  private func type(ofArgument place: Int) -> DenseType? {
    GraphValue(type: plan.arguments[place]).dense
  }

  private func base(of argument: Value, _ place: Int) -> UnsafeMutableRawPointer? {
    guard case .tensor(let tensor) = argument, let type = type(ofArgument: place) else {
      return nil
    }
    switch tensor.contents {
    case .fixedSize(let storage, let start):
      return storage.base + start + (isCut(type, tensor) ? offset(of: type) : 0)
    case .strings(let storage):
      let perRow = type.shape.rank > 0 ? type.count / max(type.shape[0], 1) : 0
      let firstElement = isCut(type, tensor) ? (firstRow ?? 0) * perRow : 0
      let view = StringView.view(of: storage, from: firstElement)
      (views + place).initialize(to: view)
      return UnsafeMutableRawPointer(views + place)
    }
  }

  func pointer(_ address: PlanAddress) -> UnsafeMutableRawPointer? {
    if address.base == PlanAddress.absolute {
      return UnsafeMutableRawPointer(bitPattern: address.offset)
    }
    return bases[Int(address.base)].map { $0 + address.offset }
  }

  // MARK: Values

  /// The value at `source`, copied where it lies in memory that the run writes to.
  func value(_ source: ValueSource) -> Value {
    switch source {
    case .constant(let value): return value
    case .input(let place): return argument(place)
    case .slot(let slot):
      guard let value = slots[slot] else {
        preconditionFailure("a value is read before it is made")
      }
      return value
    case .memory(let type, let address):
      return .tensor(
        Tensor.fillingBytes(dtype: type.dtype, shape: type.shape) { target in
          if let base = pointer(address), let start = target.baseAddress {
            start.copyMemory(from: base, byteCount: type.byteCount)
          }
        })
    case .reshaped(let source, let shape): return .tensor(value(source).tensor.reshaped(to: shape))
    }
  }

  private func argument(_ place: Int) -> Value {
    guard let firstRow, case .tensor(let tensor) = arguments[place],
      let type = type(ofArgument: place), isCut(type, tensor)
    else { return arguments[place] }
    switch tensor.contents {
    case .fixedSize(let storage, let start):
      return .tensor(
        Tensor(
          dtype: type.dtype, shape: type.shape, storage: storage,
          byteOffset: start + offset(of: type)))
    case .strings(let storage):
      let perRow = type.count / max(type.shape[0], 1)
      let start = firstRow * perRow
      return .tensor(
        Tensor(shape: type.shape, strings: storage.slice(start..<(start + type.count))))
    }
  }

  /// Puts what `step` gave at its place.
  func store(_ value: Value, at target: ValueTarget, of step: String) throws {
    switch target {
    case .slot(let slot, let type):
      var binding = Binding()
      guard binding.unify(type, with: ValueType(of: value)) else {
        throw RuntimeError.result(
          operation: step, found: "\(ValueType(of: value))", expected: "\(type)")
      }
      slots[slot] = value
    case .memory(let type, let address):
      guard case .tensor(let tensor) = value, tensor.dtype == type.dtype,
        tensor.shape == type.shape
      else {
        throw RuntimeError.result(
          operation: step, found: "\(ValueType(of: value))", expected: "\(type)")
      }
      tensor.withUnsafeBytes { bytes in
        if let source = bytes.baseAddress, let base = pointer(address) {
          base.copyMemory(from: source, byteCount: bytes.count)
        }
      }
    }
  }

  /// The function's results, once every step has run.
  func results() -> [Value] {
    zip(plan.outputs, outputs).map { output, storage in
      switch output {
      case .memory(let type):
        guard let storage else { preconditionFailure("a result has no memory") }
        return .tensor(Tensor(dtype: type.dtype, shape: type.shape, storage: storage))
      case .value(let source): return value(source)
      }
    }
  }
}

extension PlanOutput {
  /// The dtype and shape of what has memory of its own.
  fileprivate var type: DenseType? {
    if case .memory(let type) = self { type } else { nil }
  }
}

extension StringStorage {
  /// A copy of some elements.
  fileprivate func slice(_ range: Range<Int>) -> StringStorage {
    let start = offsets[range.lowerBound]
    return StringStorage(
      offsets: offsets[range.lowerBound...range.upperBound].map { $0 - start },
      bytes: Array(bytes[start..<offsets[range.upperBound]]),
      missing: missing.map { Array($0[range]) })
  }
}
