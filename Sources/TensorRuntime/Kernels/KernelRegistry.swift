// Where operations get their planned kernels. Adding an operation's kernel is adding one family file
// and one line here; what has no kernel is evaluated plainly.

import CKernels
import TensorIR
import Tensors

/// A function of raw memory, as plans call it; see `wh_kernel` in CKernels.
public typealias KernelFunction = wh_kernel

/// The planned kernels of related operations.
public protocol KernelFamily: Sendable {
  /// The operations that the family knows.
  var operations: [String] { get }
  /// Chooses and prepares a kernel; `nil` where the family has none for these operands, which are
  /// then evaluated plainly.
  /// - Throws: What the preparation of constants throws.
  func kernel(for request: KernelRequest) throws -> PlannedKernel?
}

/// Every kernel family.
public enum KernelRegistry {
  private static let families: [any KernelFamily] = [
    ReductionKernels(), MovementKernels(), IndexingKernels(), MatmulKernels(), TextKernels(),
    TreeKernels(), DistanceKernels(),
  ]

  private static let byName: [String: any KernelFamily] = {
    var byName: [String: any KernelFamily] = [:]
    for family in families {
      for name in family.operations {
        precondition(byName[name] == nil, "two kernel families know \(name)")
        byName[name] = family
      }
    }
    return byName
  }()

  /// The kernel of an operation, where there is one.
  static func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    try byName[request.operation]?.kernel(for: request)
  }
}

/// What a family sees of the step to plan.
public struct KernelRequest {
  /// The operation's name.
  public let operation: String
  /// The attributes, with extents bound.
  public let attributes: Attributes
  /// The dtype and shape of each operand; text operands arrive as pointers to `wh_strings`.
  public let operands: [DenseType]
  /// The dtype and shape of each result; never text.
  public let results: [DenseType]
  /// Each operand, where it is a constant.
  public let constants: [Tensor?]
  /// The program's name of each operand that is one of its constants.
  public let constantNames: [String?]
  /// The program, for constants that attributes name.
  public let program: Program
  /// What was prepared for other plans of the program.
  public let preparations: PreparationCache
  /// The kernel that ensembles of trees are to have; `nil` for what the environment says.
  package let treeKernel: TreeKernelChoice?
}

/// A kernel with everything decided that can be before values are known.
public struct PlannedKernel {
  /// One call over all units.
  public struct Stage {
    /// The code.
    public var function: KernelFunction
    /// What the code reads beside its operands.
    public var parameters: [Int64]
    /// The number of independent units.
    public var units: Int
    /// The fewest units that are worth another thread.
    public var grain: Int

    /// Creates a stage.
    public init(_ function: KernelFunction, parameters: [Int64], units: Int, grain: Int) {
      self.function = function
      self.parameters = parameters
      self.units = units
      self.grain = max(1, grain)
    }
  }

  /// The name in printed plans.
  public var label: String
  /// The calls, in order; each gets the operands, the results, and the scratch memory if any.
  public var stages: [Stage]
  /// Memory that only this step uses.
  public var scratchByteCount: Int
  /// What must stay alive because parameters hold its address.
  public var owners: [AnyObject]

  /// Creates a kernel of one stage.
  public init(
    _ label: String, _ function: KernelFunction, parameters: [Int64], units: Int, grain: Int,
    owners: [AnyObject] = []
  ) {
    self.init(
      label, stages: [Stage(function, parameters: parameters, units: units, grain: grain)],
      owners: owners)
  }

  /// Creates a kernel.
  public init(
    _ label: String, stages: [Stage], scratchByteCount: Int = 0, owners: [AnyObject] = []
  ) {
    self.label = label
    self.stages = stages
    self.scratchByteCount = scratchByteCount
    self.owners = owners
  }

  /// About this many bytes of operands are worth waking another thread.
  package static func grain(bytesPerUnit: Int) -> Int { max(1, (1 << 16) / max(1, bytesPerUnit)) }
}
