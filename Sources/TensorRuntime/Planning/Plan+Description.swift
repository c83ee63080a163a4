// Plans as text, for people and golden tests.

import TensorIR
import Tensors

extension Plan: CustomStringConvertible {
  /// One line a step: its kernel, how many units it has, and where its operands and results lie.
  public var description: String {
    let header =
      "plan @\(functionName)(\(arguments.map(\.description).joined(separator: ", ")))"
      + " arena \(arenaByteCount)"
    let lines = items.flatMap { item -> [String] in
      switch item {
      case .kernels(let range):
        return range.map { index in
          "  \(sources[index].label) x\(steps.calls[index].units): \(sources[index].note)"
        }
      case .evaluate(let step): return ["  evaluate \(step.name): \(text(step))"]
      case .control(let step): return ["  \(step.name): \(text(step))"]
      }
    }
    let results = outputs.enumerated().compactMap { place, output -> String? in
      guard case .value(let source) = output else { return nil }
      return "  result \(place) = \(text(source))"
    }
    return ([header] + lines + results).joined(separator: "\n")
  }

  private func text(_ step: DynamicStep) -> String {
    let results = step.results.map { target in
      switch target {
      case .slot(let slot, let type): "slot \(slot): \(type)"
      case .memory(let type, let address): "\(text(address)): \(type)"
      }
    }
    let operands = step.operands.map { text($0) }.joined(separator: ", ")
    return "\(operands) -> \(results.joined(separator: ", "))"
  }

  private func text(_ source: ValueSource) -> String {
    switch source {
    case .constant(let value): "constant: \(ValueType(of: value))"
    case .input(let place): "argument \(place): \(arguments[place])"
    case .slot(let slot): "slot \(slot)"
    case .memory(let type, let address): "\(text(address)): \(type)"
    case .reshaped(let source, let shape): "\(text(source)) as \(shape)"
    }
  }

  private func text(_ address: PlanAddress) -> String {
    let place = Int(address.base - PlanAddress.firstInput)
    switch address.base {
    case PlanAddress.absolute: return "constant"
    case PlanAddress.arena: return "arena+\(address.offset)"
    default:
      return place < arguments.count ? "argument \(place)" : "result \(place - arguments.count)"
    }
  }
}
