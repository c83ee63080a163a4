// Kernels for values whose extents are known only once they are made: sparse rows.

import TensorIR
import Tensors

/// A fast way to compute one operation of a plan, with its constants prepared.
public protocol ValueKernel: Sendable {
  /// Computes the results; `nil` where the plain evaluation must, which also words the errors.
  func evaluate(_ operands: [Value]) throws -> [Value]?
}

/// The value kernels of related operations.
protocol ValueKernelFamily: Sendable {
  /// The operations that the family knows.
  var operations: [String] { get }
  /// Prepares a kernel; `nil` where the family has none for these operands.
  func kernel(for request: ValueKernelRequest) throws -> (any ValueKernel)?
}

/// What a family sees of the step to plan.
struct ValueKernelRequest {
  /// The operation's name.
  let operation: String
  /// The attributes, with extents bound.
  let attributes: Attributes
  /// Each operand, where it is a constant.
  let constants: [Value?]
  /// The program's name of each operand that is one of its constants.
  let constantNames: [String?]
  /// What was prepared for other plans of the program.
  let preparations: PreparationCache
}

/// Every family of value kernels.
enum ValueKernelRegistry {
  private static let families: [any ValueKernelFamily] = [SparseKernels(), TextTermKernels()]

  private static let byName: [String: any ValueKernelFamily] = {
    var byName: [String: any ValueKernelFamily] = [:]
    for family in families { for name in family.operations { byName[name] = family } }
    return byName
  }()

  /// The kernel of an operation, where there is one.
  static func kernel(for request: ValueKernelRequest) throws -> (any ValueKernel)? {
    try byName[request.operation]?.kernel(for: request)
  }
}
