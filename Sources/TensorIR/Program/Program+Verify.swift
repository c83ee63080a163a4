// Whether a program is well formed.

import Tensors

extension Program {
  /// Checks that every function is in static single assignment form and well typed, and that all
  /// functions and constants that it names exist.
  ///
  /// - Throws: `ProgramError` for the first fault, with the function and the operation.
  public func verify() throws {
    for function in functions { try function.verifyStructure() }
    for function in functions { try function.verifyTypes(in: self) }
  }
}

extension Function {
  /// Checks everything that other functions' checks rely on.
  fileprivate func verifyStructure() throws {
    func fault(_ message: String) -> ProgramError {
      ProgramError(.reference, at: "@\(name)", message)
    }
    guard Set(parameterNames).count == parameterNames.count else {
      throw fault("two parameters have the same name")
    }
    guard Set(resultNames).count == resultNames.count, resultNames.count == returns.count else {
      throw fault("\(resultNames) must be distinct names of the \(returns.count) results")
    }
    guard valueTypes.count >= parameterNames.count else {
      throw fault("\(parameterNames.count) parameters have \(valueTypes.count) types")
    }
    for id in returns where !valueTypes.indices.contains(id.index) {
      throw fault("the returned \(id) is no value of the function")
    }
    for id in parameters {
      try type(of: id).checkExtents(at: "@\(name), parameter \(parameterNames[id.index])")
    }
  }

  fileprivate func verifyTypes(in program: Program) throws {
    let inferred = try inferredTypes(parameters: parameters.map(type(of:)), in: program)
    for operation in operations {
      for id in operation.results where inferred[id.index] != type(of: id) {
        throw ProgramError(
          .type, at: "@\(name), \(operation.name)",
          "\(id) is said to be \(type(of: id)), but is \(inferred[id.index])")
      }
    }
  }
}

extension ValueType {
  /// The largest extent that a type may have, so that sums of extents cannot overflow.
  package static let largestExtent = 1 << 40

  /// Refuses extents that are negative or larger than `largestExtent`.
  package func checkExtents(at place: String) throws {
    let dimensions =
      switch self {
      case .tensor(let type): type.dimensions
      case .ragged(_, let rows): [rows]
      case .sparse(_, let rows, let columns): [rows, columns]
      }
    guard dimensions.allSatisfy({ (0...Self.largestExtent).contains($0.extent ?? 0) }) else {
      throw ProgramError(
        .type, at: place, "\(self) has an extent outside 0 ... \(Self.largestExtent)")
    }
  }

  /// The number of elements of a dense tensor, where it is known and fits.
  package var elementCount: (count: Int, overflow: Bool)? {
    guard case .tensor(let type) = self else { return nil }
    var count = 1
    for dimension in type.dimensions {
      guard let extent = dimension.extent else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return (0, true) }
      count = product
    }
    return (count, false)
  }
}
