// Pipelines of every kind of operator that passes know, made from a seed.

import Pipelines
import Tensors

/// Makes pipelines, and rows that they find awkward.
struct RandomPipelines {
  private var generator: SeededGenerator
  /// The types of the input columns: numbers, then texts.
  let dtypes: [DType]

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed &+ 77)
    let number: DType = Int.random(in: 0..<4, using: &generator) == 0 ? .f32 : .f64
    var dtypes = Array(repeating: number, count: Int.random(in: 2...4, using: &generator))
    if Int.random(in: 0..<3, using: &generator) == 0 { dtypes[0] = .f32 }
    self.dtypes = dtypes + [.string, .string]
  }

  /// Trees, their leaves and sometimes the table that they read, over prepared columns.
  mutating func pipeline() throws -> Pipeline {
    let numbers = Array(dtypes.indices.dropLast(2))
    return try PipelineCompilerTests.pipeline(dtypes) { p in
      var left = try p.apply(SelectColumns(indices: numbers), to: [.input])
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        left = try p.apply(numeric(p.type(of: left)), to: [left])
      }
      let words = try p.apply(
        SelectColumns(indices: [dtypes.count - 2, dtypes.count - 1]), to: [.input])
      let right = try p.apply(encoder(), to: [words])
      var all = try p.apply(
        ConcatenateColumns(), to: below(3) == 0 ? [right, left] : [left, right])
      for _ in 0..<below(3) { all = try p.apply(numeric(p.type(of: all)), to: [all]) }
      let trees = ensemble(width: p.type(of: all).width)
      var tables = [try p.apply(trees, to: [all])]
      if below(3) == 0 { tables.append(try p.apply(TreeLeaves(ensemble: trees), to: [all])) }
      if below(4) == 0 { tables.append(all) }
      return tables
    }
  }

  /// Columns of `count` rows.
  mutating func columns(_ count: Int) -> [Tensor] {
    dtypes.map { dtype in
      switch dtype {
      case .string:
        texts((0..<count).map { _ in ["a", "b", "c", "a", "b", "d", nil][below(7)] })
      case .f32: singles((0..<count).map { _ in number() })
      default: column((0..<count).map { _ in number() })
      }
    }
  }

  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

  private mutating func number() -> Double {
    switch below(3) {
    case 0: nasty[below(nasty.count)]
    case 1: TreeNode.thresholds[below(TreeNode.thresholds.count)]
    default: Double.random(in: -3...3, using: &generator)
    }
  }

  private mutating func parameters(_ count: Int, zeros: Bool) -> [Double] {
    (0..<count).map { _ in
      let choices = [1, -1, 0.1, 3, -0.7, 1e-5, 2, zeros ? 0 : 5]
      return choices[below(choices.count)]
    }
  }

  private mutating func numeric(_ type: TableType) -> any PipelineOperator {
    let width = type.width
    switch below(10) {
    case 0: return ScaleColumns(offset: parameters(width, zeros: true), divisor: nil)
    case 1:
      return ScaleColumns(
        offset: parameters(width, zeros: true), divisor: parameters(width, zeros: below(5) == 0))
    case 2:
      return AffineColumns(
        scale: parameters(width, zeros: false), shift: parameters(width, zeros: true))
    case 3: return AffineColumns(scale: parameters(width, zeros: false), shift: nil, clip: -1...2)
    case 4, 5:
      return FillMissing(
        marker: .missing, values: parameters(width, zeros: true).map(CellValue.number))
    case 6: return CastColumns(to: below(2) == 0 ? .f32 : .f64)
    case 7: return SelectColumns(indices: (0..<max(width - 1, 1)).map { _ in below(width) })
    case 8: return ElementwiseFunction([.negative, .absolute, .sqrt, .floor][below(4)])
    default:
      let powers = (0..<width).map { row in (0..<width).map { $0 == row ? 1 + below(2) : below(2) }
      }
      return Polynomial(powers: powers, featureCount: width)
    }
  }

  private mutating func encoder() -> any PipelineOperator {
    let unknowns: [UnknownCategory] = [.none, .none, .refuse, .treatAs(1)]
    let tables = (0..<2).map { _ in
      var table = letters(unknowns[below(4)], count: 2 + below(2))
      if below(3) == 0 { table.codes[0] = nil }
      if below(4) == 0 {
        table.categories.append(.missing)
        table.codes.append(0)
      }
      return table
    }
    return below(5) == 0
      ? OrdinalEncode(columns: tables) : OneHotEncode(columns: tables, dtype: .f64)
  }

  private mutating func ensemble(width: Int) -> TreeEnsemble {
    var ensemble = TreeEnsemble.random(
      EnsembleKind(
        featureCount: width, outputCount: 1 + below(2), treeCount: 1 + below(4),
        depth: 1 + below(3), comparison: below(2) == 0 ? .single : .double,
        accumulation: below(2) == 0 ? .single : .double, hasCategories: below(5) == 0,
        hasLinearLeaves: below(8) == 0),
      seed: generator.next() % 100_000)
    if below(3) == 0 { return ensemble }
    // Zeros for missing hold most passes back.
    for tree in ensemble.trees.indices {
      for node in ensemble.trees[tree].nodes.indices {
        switch ensemble.trees[tree].nodes[node].missing {
        case .zeroOrMissingLeft: ensemble.trees[tree].nodes[node].missing = .left
        case .zeroOrMissingRight: ensemble.trees[tree].nodes[node].missing = .right
        default: break
        }
      }
    }
    return ensemble
  }
}
