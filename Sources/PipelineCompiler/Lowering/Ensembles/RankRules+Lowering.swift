// Rules that the items of a row fire.

import Pipelines
import TensorIR
import Tensors

extension RankRules: LowerableOperator {
  /// Items are counted in each set by a product of matrices; the rules that hold are ranked by how far
  /// they are from the end.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    // Counts of items are exact in 32 bits.
    let items = try inputs[0].matrix(.f32, in: context)
    let found = try b.matmul(items, b.constant(membership, named: "itemsets"))
    let holds = try b.compare(
      found, b.constant(sizes, named: "itemset_sizes"), .greaterOrEqual)
    let antecedents = try sets(\.antecedent, of: holds, in: b)
    let chosen =
      switch selection {
      case .antecedent: antecedents
      case .antecedentWithoutConsequent:
        try b.logicalAnd(antecedents, b.logicalNot(sets(\.consequent, of: holds, in: b)))
      case .both: try b.logicalAnd(antecedents, sets(\.consequent, of: holds, in: b))
      }
    let toEnd = try b.constant(
      Tensor(rules.indices.map { Double(rules.count - $0) }, shape: Shape([1, rules.count])),
      named: "rule_ranks")
    let zero = try b.scalar(0, .f64)
    let best = try b.topK(b.select(chosen, toEnd, zero), k: count).values
    let place = try b.subtract(b.scalar(Double(rules.count), .f64), best)
    return LoweredTable(
      try b.select(b.compare(best, zero, .greater), place, b.scalar(.nan, .f64)), in: context)
  }

  /// Whether a set of each rule is there.
  private func sets(
    _ set: KeyPath<Rule, Int>, of holds: ValueID, in b: FunctionBuilder
  ) throws -> ValueID {
    let places = Tensor(rules.map { Int64($0[keyPath: set]) }, shape: Shape([rules.count]))
    return try b.gather(holds, b.constant(places, named: "rule_sets"), axis: 1)
  }

  /// 1 where an item, a row, is in a set, a column.
  private var membership: Tensor {
    var cells = [Float](repeating: 0, count: itemCount * itemsets.count)
    for (place, set) in itemsets.enumerated() {
      for item in set { cells[item * itemsets.count + place] = 1 }
    }
    return Tensor(cells, shape: Shape([itemCount, itemsets.count]))
  }

  private var sizes: Tensor {
    Tensor(itemsets.map { Float(Set($0).count) }, shape: Shape([1, itemsets.count]))
  }
}
