// What an operator of a pipeline is.

/// One step of a pipeline: a pure function from tables to a table, row by row where it does not say
/// otherwise.
///
/// An operator is a value that holds fitted parameters in the field's own terms. What it means is
/// documented at its type; how it becomes tensor operations is the compiler's. Its parameters can be
/// written in a specification as they are named here: coding is what the compiler derives, and cases of
/// an enum label their values, so that they read well there.
public protocol PipelineOperator: Sendable, Codable {
  /// The operator's name in specifications: `scale`, `one-hot`, `trees`.
  static var name: String { get }

  /// What the operator computes, in a phrase that fits a table.
  static var meaning: String { get }

  /// The operator's kind in a few words, for drawings: `scale`, `one-hot`, `tree ensemble`.
  var kind: String { get }

  /// The facts a person would want to see: sizes and the parameters that change the result.
  var facts: [String] { get }

  /// Whether what a row gets depends on the other rows of its table, so that all must be given at once.
  var needsAllRows: Bool { get }

  /// The table that comes out.
  /// - Throws: `PipelineError` where the inputs do not fit the parameters.
  func outputType(of inputs: [TableType]) throws -> TableType
}

extension PipelineOperator {
  public var facts: [String] { [] }
  public var needsAllRows: Bool { false }
}

/// A pipeline that does not make sense, or an operator that cannot be kept exactly.
public struct PipelineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The operator and its place in the file, for example `pipeline.steps[1] 'scale' (StandardScaler)`.
  public let place: String
  /// What was found, what was expected and what to do.
  public let message: String

  /// Creates an error.
  public init(at place: String, _ message: String) {
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): \(message)" }

  /// The same fault, with the place of an enclosing part put before its own.
  public func within(_ outer: String) -> PipelineError {
    PipelineError(at: place.isEmpty ? outer : "\(outer): \(place)", message)
  }
}
