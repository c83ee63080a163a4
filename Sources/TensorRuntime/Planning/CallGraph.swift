// Which functions can call themselves.

import TensorIR

/// The calls between a program's functions.
struct CallGraph {
  private let callees: [String: Set<String>]

  init(_ program: Program) {
    var callees: [String: Set<String>] = [:]
    for function in program.functions {
      var names: Set<String> = []
      for attribute in function.operations.flatMap(\.attributes.values) {
        if case .function(let name) = attribute { names.insert(name) }
      }
      callees[function.name] = names
    }
    self.callees = callees
  }

  /// The functions that can reach themselves, and so cannot be inlined.
  var recursiveFunctions: Set<String> {
    Set(callees.keys.filter { reachable(from: $0).contains($0) })
  }

  private func reachable(from name: String) -> Set<String> {
    var reached: Set<String> = []
    var pending = Array(callees[name] ?? [])
    while let next = pending.popLast() {
      if reached.insert(next).inserted { pending += callees[next] ?? [] }
    }
    return reached
  }
}
