// Plans of kernels alone: what a call needs besides its results lies on the stack.

import CKernels
import TensorIR
import Tensors

/// A plan of kernels alone that make every result in memory of its own, and in flat tables what a call needs
/// to know of arguments and results.
final class KernelPlan: Sendable {
  let plan: Plan
  /// The distance from one row of an argument to the next, in bytes, for text in elements; 0 where an
  /// argument has no rows.
  fileprivate let strides: [Int]
  fileprivate let hasText: Bool
  fileprivate let results: [DenseType]

  /// Looks at a plan; `nil` where it has other steps or results.
  ///
  /// `hasRows` says which arguments have rows.
  init?(_ plan: Plan, hasRows: [Bool]) {
    let results = plan.outputs.compactMap { output -> DenseType? in
      if case .memory(let type) = output { type } else { nil }
    }
    let inputs = plan.inputs.compactMap(\.self)
    guard plan.isStatic, results.count == plan.outputs.count, inputs.count == plan.inputs.count
    else { return nil }
    self.plan = plan
    self.results = results
    strides = zip(inputs, hasRows).map { type, hasRows in
      guard hasRows else { return 0 }
      let perRow = type.shape.dimensions.dropFirst().reduce(1, *)
      return type.dtype == .string ? perRow : perRow * type.elementSize
    }
    hasText = inputs.contains { $0.dtype == .string }
  }
}

extension Executor {
  /// Runs kernels on the rows of the arguments from `firstRow` on; `nil` where a kernel refuses.
  ///
  /// The arguments are those that the plan is for, or longer ones: that is not checked again.
  func run(_ kernels: KernelPlan, _ arguments: [Value], firstRow: Int) -> [Tensor]? {
    withArena(kernels.plan.arenaByteCount) { arena in
      let firstOutput = Int(PlanAddress.firstInput) + arguments.count
      return withUnsafeTemporaryAllocation(
        of: UnsafeMutableRawPointer?.self, capacity: firstOutput + kernels.results.count
      ) { bases in
        withUnsafeTemporaryAllocation(
          of: wh_strings.self, capacity: kernels.hasText ? arguments.count : 1
        ) { views in
          guard let base = bases.baseAddress, let view = views.baseAddress else { return nil }
          (base + Int(PlanAddress.absolute)).initialize(to: nil)
          (base + Int(PlanAddress.arena)).initialize(to: arena)
          for place in arguments.indices {
            guard case .tensor(let tensor) = arguments[place] else { return nil }
            (base + Int(PlanAddress.firstInput) + place).initialize(
              to: tensor.address(from: firstRow * kernels.strides[place], view: view + place))
          }
          let results = kernels.results.map { type in
            Tensor(
              dtype: type.dtype, shape: type.shape,
              storage: TensorStorage(byteCount: type.byteCount))
          }
          for place in results.indices {
            (base + firstOutput + place).initialize(to: results[place].address(from: 0, view: view))
          }
          let refusal = runner.refusal(
            in: 0..<kernels.plan.kernelCount, of: kernels.plan, bases: base)
          return refusal == nil ? results : nil
        }
      }
    }
  }

  /// Runs `body` with memory of `byteCount` bytes: on the stack where that is little.
  private func withArena<Result>(
    _ byteCount: Int, _ body: (UnsafeMutableRawPointer?) -> Result
  ) -> Result {
    if byteCount == 0 { return body(nil) }
    // The standard library puts up to 1024 bytes on the stack, if no more than its own alignment is asked for.
    let spacious = byteCount + ArenaLayout.alignment
    if spacious <= 1024 {
      return withUnsafeTemporaryAllocation(byteCount: spacious, alignment: 16) { memory in
        body(memory.baseAddress?.alignedUp(toMultipleOf: ArenaLayout.alignment))
      }
    }
    let arena = arenas.borrow(byteCount)
    defer { arenas.giveBack(arena) }
    return body(arena.base)
  }
}

extension Tensor {
  /// Where elements begin that are `distance` behind the first: bytes, for text elements, which are seen
  /// through a view that is made at `view`.
  fileprivate func address(
    from distance: Int, view: UnsafeMutablePointer<wh_strings>
  ) -> UnsafeMutableRawPointer {
    switch contents {
    case .fixedSize(let storage, let start): return storage.base + start + distance
    case .strings(let storage):
      view.initialize(to: StringView.view(of: storage, from: distance))
      return UnsafeMutableRawPointer(view)
    }
  }
}
