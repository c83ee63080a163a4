// Arithmetic on shapes of which some extents are symbols: `Shape`, `Gather`, `Concat`, `Reshape`.
//
// Exporters write the batch's extent as a computation on shapes. The elements of such vectors are not
// known, but what they stand for is.

import TensorIR
import Tensors

enum ExtentPropagation {
  /// Notes what the node's output holds, where it holds extents.
  static func propagate(_ context: NodeContext, _ outputs: [GraphValue]) throws {
    guard context.node.name.domain.isEmpty, case .tensor(let output)? = outputs.first,
      context.b.constantTensor(output) == nil, context.dtype(output).isInteger,
      let dimensions = try dimensions(context)
    else { return }
    context.translator.dimensions[output] = dimensions
  }

  private static func dimensions(_ context: NodeContext) throws -> [Dimension]? {
    switch context.node.name.type {
    case "Shape":
      let all = context.type(try context.tensor(0)).dimensions
      return Array(all[StandardShapes.range(context.node, rank: all.count)])
    case "Cast", "Identity", "Unsqueeze", "Squeeze":
      return held(context, 0)
    case "Gather":
      guard let held = held(context, 0), let indices = try context.ints(1),
        context.rank(try context.tensor(1)) < 2
      else { return nil }
      return indices.compactMap { index in
        let place = index < 0 ? index + held.count : index
        return held.indices.contains(place) ? held[place] : nil
      }
    case "Slice":
      guard let held = held(context, 0), let starts = try context.ints(1)?.first,
        let ends = try context.ints(2)?.first, try context.ints(4)?.first ?? 1 == 1
      else { return nil }
      let start = min(max(starts < 0 ? starts + held.count : starts, 0), held.count)
      let end = min(max(ends < 0 ? ends + held.count : ends, start), held.count)
      return Array(held[start..<end])
    case "Concat":
      var all: [Dimension] = []
      for index in context.inputs.indices {
        guard let held = held(context, index) else { return nil }
        all += held
      }
      return all
    default: return nil
    }
  }

  /// The extents that input `index` holds, of rank 0 or 1.
  private static func held(_ context: NodeContext, _ index: Int) -> [Dimension]? {
    guard case .tensor(let value)? = context.input(index), context.rank(value) < 2 else {
      return nil
    }
    if let known = context.translator.dimensions[value] { return known }
    guard let tensor = context.b.constantTensor(value), tensor.dtype.isInteger else { return nil }
    return tensor.casting(to: .i64).elements(of: Int64.self).map { .fixed(Int($0)) }
  }
}
