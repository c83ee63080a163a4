// Packed trees against the plain walk.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct TreeKernelTests {
  /// The tables of random trees, with categories and zeros that count as missing where `isSpecial`.
  private struct Forest {
    var features: [Int32] = []
    var thresholds: [Double] = []
    var children: [Int32] = []
    var flags: [Int8] = []
    var sets: [Int32] = []
    var roots: [Int32] = []
    var leafCount: Int32 = 0

    mutating func grow(
      depth: Int, columns: Int, isSpecial: Bool, isFine: Bool = false,
      _ generator: inout SeededGenerator
    ) -> Int32 {
      if depth == 0 || Int.random(in: 0..<5, using: &generator) == 0 {
        leafCount += 1
        return ~(leafCount - 1)
      }
      let node = features.count
      features.append(Int32.random(in: 0..<Int32(columns), using: &generator))
      // Thresholds that many nodes share, or nearly each its own.
      thresholds.append(
        isFine
          ? Double(Float.random(in: -4...4, using: &generator))
          : Double(Int.random(in: -4...4, using: &generator)) / 2)
      flags.append(Int8.random(in: 0...(isSpecial ? 3 : 1), using: &generator))
      sets.append(isSpecial && Bool.random(using: &generator) ? Int32(node % 2) : -1)
      children += [0, 0]
      for side in 0..<2 {
        children[2 * node + side] = grow(
          depth: depth - 1, columns: columns, isSpecial: isSpecial, isFine: isFine, &generator)
      }
      return Int32(node)
    }

    func tables(_ b: FunctionBuilder, _ dtype: DType) throws -> [ValueID] {
      let tensors = [
        Tensor(features), Tensor(thresholds).casting(to: dtype),
        Tensor(children, shape: [features.count, 2]), Tensor(flags), Tensor(sets),
        Tensor([Int32(0), 1, 3]), Tensor([Int32(0b1010), 0b0110, 1]), Tensor(roots),
      ]
      return try tensors.map { try b.constant($0) }
    }
  }

  @Test(arguments: [DType.f32, .f64], [DType.f32, .f64])
  func sumsAndLeavesAreThoseOfThePlainWalk(_ features: DType, _ values: DType) throws {
    for seed in 0..<12 {
      var generator = SeededGenerator(UInt64(seed))
      var forest = Forest()
      for _ in 0..<(seed % 4 == 3 ? 40 : 3) {
        forest.roots.append(
          forest.grow(depth: seed, columns: 5, isSpecial: seed % 2 == 1, &generator))
      }
      let outputs = seed % 3 == 0 ? 1 : 2
      let perLeaf = seed % 3 == 2 ? outputs : 1
      let x = Tensor.random(features, [77, 5], &generator)
      let leaves = Tensor.random(
        values, [Int(forest.leafCount), perLeaf], &generator, hasEdges: false)
      let base = Tensor.random(values, [outputs], &generator, hasEdges: false)
      let places = Tensor(forest.roots.indices.map { Int32($0 % outputs) })
      let program = try makeProgram([(name: "x", type: .tensor(features, [.rows, 5]))]) { b, p in
        let tables = try forest.tables(b, features)
        return [
          try b.treeEnsemble(
            p[0], tables: tables, leafValues: b.constant(leaves), treeOutputs: b.constant(places),
            base: b.constant(base), average: seed % 2 == 0),
          try b.treeLeaves(p[0], tables: tables, leafCount: Int(forest.leafCount)),
        ]
      }
      try expectAgreement(program, [x], .exact, .init(pool: testPool), "seed \(seed)")
      let plan = try Executor(program).plan("main", arguments: [.tensor(features, [77, 5])])
      #expect(plan.isStatic)
    }
  }

  /// A program that sums a random forest without special nodes, no deeper than `depth`.
  private func sums(
    depth: Int, trees: Int, isFine: Bool, outputs: Int, perLeaf: Int, features: DType,
    values: DType, _ generator: inout SeededGenerator
  ) throws -> Program {
    var forest = Forest()
    for _ in 0..<trees {
      forest.roots.append(
        forest.grow(depth: depth, columns: 5, isSpecial: false, isFine: isFine, &generator))
    }
    let leaves = Tensor.random(
      values, [Int(forest.leafCount), perLeaf], &generator, hasEdges: false)
    let base = Tensor.random(values, [outputs], &generator, hasEdges: false)
    let places = Tensor(forest.roots.indices.map { Int32($0 % outputs) })
    return try makeProgram([(name: "x", type: .tensor(features, [.rows, 5]))]) { b, p in
      [
        try b.treeEnsemble(
          p[0], tables: forest.tables(b, features), leafValues: b.constant(leaves),
          treeOutputs: b.constant(places), base: b.constant(base), average: depth % 2 == 0)
      ]
    }
  }

  @Test(arguments: TreeKernelChoice.allCases.filter(\.isAvailable), [DType.f32, .f64])
  func everyKernelGivesTheSameBits(_ choice: TreeKernelChoice, _ features: DType) throws {
    var options = Executor.Options(pool: testPool)
    options.treeKernel = choice
    for depth in 0...9 {
      for (isFine, outputs, perLeaf) in [(false, 1, 1), (true, 1, 1), (true, 3, 1), (false, 2, 2)] {
        var generator = SeededGenerator(UInt64(depth))
        // So many trees of different thresholds that ranks take two bytes.
        let program = try sums(
          depth: depth, trees: isFine ? 60 : 7, isFine: isFine, outputs: outputs, perLeaf: perLeaf,
          features: features, values: depth % 3 == 0 ? .f32 : .f64, &generator)
        for rows in [1, 13, 64, 77, 200] {
          let x = Tensor.random(features, [rows, 5], &generator)
          try expectAgreement(program, [x], .exact, options, "depth \(depth), \(rows) rows")
        }
      }
    }
  }

  @Test func shallowTreesAreRankedAndDeepOnesWalked() throws {
    for (choice, depth, isRanked) in [
      (TreeKernelChoice.rankedBaseline, 8, true), (.rankedBaseline, 9, false), (.walk, 8, false),
    ] {
      var options = Executor.Options(pool: testPool)
      options.treeKernel = choice
      var generator = SeededGenerator(1)
      let program = try sums(
        depth: depth, trees: 30, isFine: true, outputs: 1, perLeaf: 1, features: .f32,
        values: .f32, &generator)
      let plan = try Executor(program, options: options)
        .plan("main", arguments: [.tensor(.f32, [77, 5])])
      #expect("\(plan)".contains("tree_ensemble ranked") == isRanked)
    }
  }
}
