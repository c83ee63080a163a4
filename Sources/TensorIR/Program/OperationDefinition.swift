// What an operation means. One definition is one file: type rule, plain evaluation and gradient.

import Tensors

/// Properties that analyses and the planner use without knowing the operation.
public struct OperationTraits: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Each element of the result depends on the elements at the same place, after broadcasting.
  public static let elementwise = OperationTraits(rawValue: 1 << 0)
  /// Evaluating twice may give different results.
  public static let nondeterministic = OperationTraits(rawValue: 1 << 1)
  /// The operation runs functions of the program.
  public static let controlFlow = OperationTraits(rawValue: 1 << 2)
}

/// One operation of the tensor IR.
///
/// Everything that the IR knows about the operation stands in the one conforming type: which operands
/// it takes and what comes out, what it computes, in the plainest code, and its gradient.
public protocol OperationDefinition: Sendable {
  /// The name in programs, in snake case.
  var name: String { get }
  /// One sentence for the reference page.
  var summary: String { get }
  /// Properties for analyses.
  var traits: OperationTraits { get }

  /// The types of the results.
  /// - Throws: `ProgramError` of kind `type` where operands or attributes do not fit.
  func resultTypes(_ context: TypeContext) throws -> [ValueType]

  /// Computes the results, plainly. The runtime's kernels are tested against this.
  /// - Throws: `ProgramError` of kind `execution` where the operands' values do not allow a result.
  func evaluate(_ context: EvaluationContext) throws -> [Value]

  /// Emits the cotangents of the operands, given those of the results; `nil` means none (zero).
  /// - Throws: `ProgramError` of kind `differentiation` where no gradient exists.
  func gradient(_ context: GradientContext) throws -> [ValueID?]
}

extension OperationDefinition {
  public var traits: OperationTraits { [] }

  /// By default an operation has no gradient.
  public func gradient(_ context: GradientContext) throws -> [ValueID?] {
    throw ProgramError(.differentiation, at: name, "the operation has no gradient")
  }
}

/// What a type rule sees.
public struct TypeContext {
  /// The operation's name, for messages.
  public let name: String
  /// The types of the operands.
  public let operands: [ValueType]
  /// The attributes.
  public let attributes: Attributes
  /// The signature of a function of the program, where it is declared.
  public let signature: (String) -> Signature?
  /// The type of a constant of the program, where it is defined.
  public let constantType: (String) -> TensorType?

  package init(
    name: String, operands: [ValueType], attributes: Attributes,
    signature: @escaping (String) -> Signature?,
    constantType: @escaping (String) -> TensorType?
  ) {
    self.name = name
    self.operands = operands
    self.attributes = attributes
    self.signature = signature
    self.constantType = constantType
  }

  /// A type error at this operation.
  public func error(_ message: String) -> ProgramError {
    let types = operands.map(\.description).joined(separator: ", ")
    return ProgramError(.type, at: "\(name)(\(types))", message)
  }

  /// Checks the number of operands.
  public func expectOperands(_ count: Int) throws {
    guard operands.count == count else {
      throw error("\(count) operands were expected")
    }
  }

  /// The dense type of operand `index`.
  public func tensor(_ index: Int) throws -> TensorType {
    guard index < operands.count, case .tensor(let type) = operands[index] else {
      throw error("operand \(index) must be a dense tensor")
    }
    return type
  }
}

/// What an evaluation sees.
public struct EvaluationContext {
  /// The operation's name, for messages.
  public let name: String
  /// The operands.
  public let operands: [Value]
  /// The attributes.
  public let attributes: Attributes
  /// The program, for its constants.
  public let program: Program
  /// Runs a function of the program.
  public let invoke: (String, [Value]) throws -> [Value]

  package init(
    name: String, operands: [Value], attributes: Attributes, program: Program,
    invoke: @escaping (String, [Value]) throws -> [Value]
  ) {
    self.name = name
    self.operands = operands
    self.attributes = attributes
    self.program = program
    self.invoke = invoke
  }

  /// A failure at this operation.
  public func error(_ message: String) -> ProgramError {
    ProgramError(.execution, at: name, message)
  }
}
