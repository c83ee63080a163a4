// Category sets and zeros that count as missing, turned into plain columns.
//
// The strategies made of plain tensor operations know one test: `x <= threshold`, with NaN going one
// way. Membership in a category set becomes a column that holds 0 where the row goes left and 1 where
// it goes right, tested against 0.5, and a feature whose zeros are missing becomes a column with NaN
// in their place. So all of them carry every kind of split, exactly.

import Pipelines
import TensorIR
import Tensors

/// The columns that an ensemble needs besides its features.
struct SpecialFeatures {
  /// Membership of one feature in one category set, with what NaN does.
  private struct Membership: Hashable {
    var feature: Int
    var set: Int
    var nanGoesLeft: Bool
    var zeroIsMissing: Bool
  }

  private var memberships: [Membership] = []
  private var zeroFeatures: [Int] = []
  private let sets: [[UInt32]]
  private let featureCount: Int

  /// Whether any column is needed.
  var isEmpty: Bool { memberships.isEmpty && zeroFeatures.isEmpty }

  /// Collects the columns, and rewrites the nodes of `trees` to test them.
  init(rewriting trees: inout [CanonicalEnsemble.Tree], of ensemble: TreeEnsemble) {
    sets = ensemble.categorySets
    featureCount = ensemble.featureCount
    var membershipColumns: [Membership: Int] = [:]
    var zeroColumns: [Int: Int] = [:]
    for tree in trees {
      for node in tree.nodes {
        if let membership = Self.membership(of: node) {
          if membershipColumns[membership] == nil {
            membershipColumns[membership] = memberships.count
            memberships.append(membership)
          }
        } else if node.zeroIsMissing, zeroColumns[node.feature] == nil {
          zeroColumns[node.feature] = zeroFeatures.count
          zeroFeatures.append(node.feature)
        }
      }
    }
    for tree in trees.indices {
      for index in trees[tree].nodes.indices {
        let node = trees[tree].nodes[index]
        if let column = Self.membership(of: node).flatMap({ membershipColumns[$0] }) {
          trees[tree].nodes[index].feature = featureCount + zeroFeatures.count + column
          trees[tree].nodes[index].threshold = 0.5
          trees[tree].nodes[index].set = nil
        } else if node.zeroIsMissing, let column = zeroColumns[node.feature] {
          trees[tree].nodes[index].feature = featureCount + column
        }
      }
    }
  }

  private static func membership(of node: CanonicalEnsemble.Node) -> Membership? {
    node.set.map {
      Membership(
        feature: node.feature, set: $0, nanGoesLeft: node.nanGoesLeft,
        zeroIsMissing: node.zeroIsMissing)
    }
  }

  /// The features with the special columns behind them.
  func append(to x: ValueID, in builder: FunctionBuilder) throws -> ValueID {
    if isEmpty { return x }
    var matrices = [x]
    if !zeroFeatures.isEmpty { matrices.append(try zerosAsNaN(x, in: builder)) }
    // Each distinct feature is looked up once in a table of all its sets.
    for feature in Set(memberships.map(\.feature)).sorted() {
      matrices.append(try membershipColumns(of: feature, in: x, builder))
    }
    let joined = try builder.concatenate(matrices, axis: 1)
    guard !memberships.isEmpty else { return joined }
    return try builder.gather(
      joined, builder.constant(Tensor(columnOrder()), named: "special.order"), axis: 1)
  }

  /// The lookups give the memberships feature by feature; the nodes number them as they came.
  private func columnOrder() -> [Int64] {
    let plain = featureCount + zeroFeatures.count
    let byFeature = memberships.indices.sorted {
      (memberships[$0].feature, $0) < (memberships[$1].feature, $1)
    }
    var place = [Int](repeating: 0, count: memberships.count)
    for (position, membership) in byFeature.enumerated() { place[membership] = position }
    return (0..<plain).map(Int64.init) + place.map { Int64(plain + $0) }
  }

  private func zerosAsNaN(_ x: ValueID, in builder: FunctionBuilder) throws -> ValueID {
    let dtype = builder.tensorType(of: x).dtype
    let indices = try builder.constant(Tensor(zeroFeatures.map(Int64.init)), named: "zero.features")
    let columns = try builder.gather(x, indices, axis: 1)
    let isZero = try builder.compare(
      builder.abs(columns), builder.scalar(TreeTables.zeroThreshold, dtype), .lessOrEqual)
    return try builder.select(isZero, builder.scalar(.nan, dtype), columns)
  }

  /// `[rows, sets of the feature]`: 0 where the row goes left, 1 where it goes right.
  private func membershipColumns(
    of feature: Int, in x: ValueID, _ builder: FunctionBuilder
  ) throws -> ValueID {
    let dtype = builder.tensorType(of: x).dtype
    let own = memberships.filter { $0.feature == feature }
    // At least code 0, to which numbers between -1 and 0 are truncated.
    let codeCount = max(own.map { sets[$0.set].count * 32 }.max() ?? 0, 1)
    // Rows of the table: NaN, a code in no set, zero, then the codes from 0.
    var table: [Float] = own.map { $0.nanGoesLeft ? 0 : 1 }
    table += own.map { _ in 1 }
    table += own.map {
      ($0.zeroIsMissing ? $0.nanGoesLeft : contains($0.set, 0)) ? 0 : 1
    }
    for code in 0..<codeCount {
      table += own.map { contains($0.set, code) ? 0 : 1 }
    }
    let value = try builder.slice(x, axis: 1, start: feature, end: feature + 1)
    let isCode = try builder.logicalAnd(
      builder.compare(value, builder.scalar(-1, dtype), .greater),
      builder.compare(value, builder.scalar(Double(codeCount), dtype), .less))
    let code = try builder.cast(
      builder.select(isCode, value, builder.scalar(0, dtype)), .i64)
    let isZero = try builder.compare(
      builder.abs(value), builder.scalar(TreeTables.zeroThreshold, dtype), .lessOrEqual)
    let codeRow = try builder.select(
      isZero, builder.scalar(2, .i64), builder.add(code, builder.scalar(3, .i64)))
    let row = try builder.select(isCode, codeRow, builder.scalar(1, .i64))
    let rowOrNaN = try builder.select(builder.isNaN(value), builder.scalar(0, .i64), row)
    let flat = try builder.reshape(rowOrNaN, [builder.tensorType(of: x).dimensions[0]])
    let tensor = Tensor(table, shape: [3 + codeCount, own.count])
    let columns = try builder.gather(
      builder.constant(tensor, named: "membership"), flat, axis: 0)
    return dtype == .f32 ? columns : try builder.cast(columns, dtype)
  }

  private func contains(_ set: Int, _ code: Int) -> Bool {
    let words = sets[set]
    return code / 32 < words.count && (words[code / 32] >> UInt32(code % 32)) & 1 == 1
  }
}
