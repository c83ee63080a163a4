// Options whose values are lists, separated by commas.

import ArgumentParser
import PipelineCompiler
import TensorRuntime

/// Numbers of things: `1,100,10000`.
struct NumberList: ExpressibleByArgument {
  let numbers: [Int]

  /// Reads a list; `nil` where a part of it is no positive number.
  init?(argument: String) {
    var numbers: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = Int(part), number > 0 else { return nil }
      numbers.append(number)
    }
    self.numbers = numbers
  }
}

/// Names of cases: `gemm,fused`.
struct NameList<Value: RawRepresentable & CaseIterable & Sendable>: ExpressibleByArgument
where Value.RawValue == String {
  let values: [Value]

  init(_ values: [Value]) { self.values = values }

  /// Reads a list; `nil` where a part of it is no case's name.
  init?(argument: String) {
    var values: [Value] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Value(rawValue: String(part)) else { return nil }
      values.append(value)
    }
    self.values = values
  }

  var defaultValueDescription: String { values.map(\.rawValue).joined(separator: ",") }

  /// The names of all cases.
  static var allNames: String { Value.allCases.map(\.rawValue).joined(separator: ", ") }
}
