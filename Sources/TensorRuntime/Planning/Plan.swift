// A function made ready to run for arguments of one set of shapes.

import CKernels
import TensorIR
import Tensors

/// A function with everything decided that does not depend on the arguments' elements: kernels,
/// constants, and the place of every intermediate value in one arena.
///
/// Its steps are a flat array over addresses; running them allocates nothing, looks nothing up and
/// touches no reference count. Values of unknown extent, text that is made, and control flow are
/// dynamic steps between runs of kernels.
public final class Plan: Sendable {
  /// The function's name.
  public let functionName: String
  /// The types of the arguments, with every extent known.
  public let arguments: [ValueType]
  /// The size of the arena that a run needs.
  public var arenaByteCount: Int { layout.byteCount }
  /// The number of kernel calls of a run.
  public var kernelCount: Int { steps.count }

  /// The dtype and shape of each argument; `nil` where it is not dense.
  let inputs: [DenseType?]
  let layout: ArenaLayout
  let items: [PlanItem]
  let steps: PlanSteps
  let slotCount: Int
  let outputs: [PlanOutput]
  /// For each kernel call, the operation to evaluate plainly where the kernel refuses.
  let sources: [StepSource]

  init(
    functionName: String, arguments: [ValueType], layout: ArenaLayout, items: [PlanItem],
    steps: PlanSteps, slotCount: Int, outputs: [PlanOutput], sources: [StepSource]
  ) {
    self.functionName = functionName
    self.arguments = arguments
    inputs = arguments.map { GraphValue(type: $0).dense }
    self.layout = layout
    self.items = items
    self.steps = steps
    self.slotCount = slotCount
    self.outputs = outputs
    self.sources = sources
  }

  /// Whether the plan is kernels alone.
  public var isStatic: Bool {
    items.allSatisfy { item in if case .kernels = item { true } else { false } }
  }

  /// Whether no two intermediate values that are in use at one step share memory.
  package var isArenaSound: Bool { layout.isSound() }
}

/// A place relative to one of the bases of a run.
struct PlanAddress: BitwiseCopyable, Hashable, Sendable {
  /// The base for constants, whose offset is the address itself.
  static let absolute: Int32 = 0
  /// The base of the arena.
  static let arena: Int32 = 1
  /// The bases of the arguments, and behind them of the results.
  static let firstInput: Int32 = 2

  var base: Int32
  var offset: Int
}

/// A kernel call.
struct KernelStep: BitwiseCopyable {
  var function: KernelFunction
  var parameters: UnsafePointer<Int64>
  var firstAddress: Int
  var addressCount: Int
  var units: Int
  var grain: Int
}

/// A part of a plan.
enum PlanItem: Sendable {
  /// Kernel calls, one after the other.
  case kernels(Range<Int>)
  /// A plain evaluation.
  case evaluate(DynamicStep)
  /// A call, a choice or a loop.
  case control(DynamicStep)
}

/// Where a dynamic step finds an operand.
enum ValueSource: Sendable {
  case constant(Value)
  case input(Int)
  case slot(Int)
  case memory(DenseType, PlanAddress)
  /// A reshaped view of another source.
  indirect case reshaped(ValueSource, Shape)
}

/// Where a dynamic step puts a result.
enum ValueTarget: Sendable {
  case slot(Int, ValueType)
  case memory(DenseType, PlanAddress)
}

/// A step over values.
struct DynamicStep: Sendable {
  let name: String
  let definition: any OperationDefinition
  /// What computes the step faster than the definition's plain evaluation, where there is something.
  let kernel: (any ValueKernel)?
  let attributes: Attributes
  let operands: [ValueSource]
  let results: [ValueTarget]
}

/// What a kernel call computes, for messages and profiles.
struct StepSource: Sendable {
  let label: String
  let note: String
  /// The plain evaluation that words the error where the kernel refuses; `nil` for fused chains.
  let step: DynamicStep?
}

/// Where a result of the function is at the end of a run.
enum PlanOutput: Sendable {
  /// In its own memory, which the run allocates before the first step.
  case memory(DenseType)
  /// At a value's source: an argument, a constant, a dynamic value.
  case value(ValueSource)
}

/// The flat tables of a plan's kernel calls.
///
/// `@unchecked Sendable`: written by the planner before the plan exists, and only read afterwards.
final class PlanSteps: @unchecked Sendable {
  let count: Int
  let calls: UnsafeMutablePointer<KernelStep>
  let addresses: UnsafeMutablePointer<PlanAddress>
  let largestAddressCount: Int
  private let parameters: UnsafeMutablePointer<Int64>
  private let owners: [AnyObject]

  /// A kernel call whose parameters do not have an address yet.
  struct Draft {
    var stage: PlannedKernel.Stage
    var addresses: [PlanAddress]
  }

  init(_ drafts: [Draft], owners: [AnyObject]) {
    self.owners = owners
    count = drafts.count
    calls = .allocate(capacity: max(count, 1))
    addresses = .allocate(capacity: max(drafts.reduce(0) { $0 + $1.addresses.count }, 1))
    parameters = .allocate(capacity: max(drafts.reduce(0) { $0 + $1.stage.parameters.count }, 1))
    largestAddressCount = drafts.map(\.addresses.count).max() ?? 0
    var (nextAddress, nextParameter) = (0, 0)
    for (index, draft) in drafts.enumerated() {
      let stage = draft.stage
      (calls + index).initialize(
        to: KernelStep(
          function: stage.function, parameters: parameters + nextParameter,
          firstAddress: nextAddress, addressCount: draft.addresses.count, units: stage.units,
          grain: stage.grain))
      for address in draft.addresses {
        (addresses + nextAddress).initialize(to: address)
        nextAddress += 1
      }
      for parameter in stage.parameters {
        (parameters + nextParameter).initialize(to: parameter)
        nextParameter += 1
      }
    }
  }

  deinit {
    calls.deallocate()
    addresses.deallocate()
    parameters.deallocate()
  }
}
