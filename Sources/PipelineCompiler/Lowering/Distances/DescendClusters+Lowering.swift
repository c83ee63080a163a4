// Clusters by their halves.

import Pipelines
import TensorIR

extension DescendClusters: LowerableOperator {
  /// From the last clusters up: the label of the nearer half.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let distances = try inputs[0].floats(in: context)
    func column(_ node: Int) throws -> ValueID {
      try b.slice(distances, axis: 1, start: node, end: node + 1)
    }
    var labels = [ValueID?](repeating: nil, count: nodes.count)
    for (place, node) in nodes.enumerated().reversed() {
      guard let halves = node.halves, let left = labels[halves[0]], let right = labels[halves[1]]
      else {
        labels[place] = try b.scalar(Double(node.label), .i64)
        continue
      }
      let isLeft = try b.compare(column(halves[0]), column(halves[1]), .lessOrEqual)
      labels[place] = try b.select(isLeft, left, right)
    }
    guard let result = labels[0] else { throw context.error("there are no clusters") }
    return LoweredTable(try b.broadcast(result, to: [.rows, 1]), in: context)
  }
}
