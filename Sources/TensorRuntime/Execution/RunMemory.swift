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
  /// A part of a batch.
  struct Block {
    /// Where its rows begin in the arguments.
    let firstRow: Int
    /// Where they begin in the results.
    let firstResultRow: Int
  }

  let plan: Plan
  let arguments: [Value]
  let arena: Arena
  private(set) var slots: [Value?]
  let bases: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let views: UnsafeMutablePointer<wh_strings>
  private let block: Block?
  private let outputs: [TensorStorage?]

  /// Memory for a whole run, whose results are made.
  convenience init(_ plan: Plan, arguments: [Value], arena: Arena) {
    let outputs = plan.outputs.map { output -> TensorStorage? in
      if case .memory(let type) = output { TensorStorage(byteCount: type.byteCount) } else { nil }
    }
    self.init(plan, arguments: arguments, arena: arena, outputs: outputs, block: nil)
  }

  /// Memory for a block of rows: arguments are whole batches, of which the plan sees a part, and so are
  /// the results.
  init(
    _ plan: Plan, arguments: [Value], arena: Arena, outputs: [TensorStorage?], block: Block?
  ) {
    self.plan = plan
    self.arguments = arguments
    self.arena = arena
    self.outputs = outputs
    self.block = block
    slots = Array(repeating: nil, count: plan.slotCount)
    let firstOutput = Int(PlanAddress.firstInput) + arguments.count
    bases = .allocate(capacity: firstOutput + outputs.count)
    bases.initialize(repeating: nil, count: firstOutput + outputs.count)
    views = .allocate(capacity: max(arguments.count, 1))
    bases[Int(PlanAddress.arena)] = arena.base
    for (place, argument) in arguments.enumerated() {
      guard case .tensor(let tensor) = argument, let type = plan.inputs[place] else { continue }
      bases[Int(PlanAddress.firstInput) + place] = type.base(
        in: tensor, firstRow: block?.firstRow, view: { views + place })
    }
    for (place, output) in outputs.enumerated() {
      bases[firstOutput + place] = output.map { storage in
        storage.base + (block?.firstResultRow ?? 0) * (plan.outputs[place].type?.rowByteCount ?? 0)
      }
    }
  }

  deinit {
    bases.deallocate()
    views.deallocate()
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
    guard let block, case .tensor(let tensor) = arguments[place], let type = plan.inputs[place],
      type.isPart(of: tensor)
    else { return arguments[place] }
    return .tensor(tensor.part(ofRows: block.firstRow..<block.firstRow + type.shape[0]))
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
