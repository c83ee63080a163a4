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

    /// A complete tree whose nodes on a level are the same.
    mutating func growSymmetric(
      depth: Int, columns: Int, _ generator: inout SeededGenerator
    ) {
      let tests = (0..<depth).map { _ in
        (
          Int32.random(in: 0..<Int32(columns), using: &generator),
          Double(Int.random(in: -4...4, using: &generator)) / 2,
          Int8.random(in: 0...1, using: &generator)
        )
      }
      func add(level: Int) -> Int32 {
        guard level < depth else {
          leafCount += 1
          return ~(leafCount - 1)
        }
        let node = features.count
        let (feature, threshold, flag) = tests[level]
        features.append(feature)
        thresholds.append(threshold)
        flags.append(flag)
        sets.append(-1)
        children += [0, 0]
        for side in 0..<2 { children[2 * node + side] = add(level: level + 1) }
        return Int32(node)
      }
      roots.append(add(level: 0))
    }

    /// A tree in which every node has a leaf on one side, so that it is as deep as can be.
    mutating func growVine(leaves: Int, columns: Int, _ generator: inout SeededGenerator) {
      roots.append(Int32(features.count))
      for left in stride(from: leaves - 1, to: 0, by: -1) {
        let node = Int32(features.count)
        features.append(Int32.random(in: 0..<Int32(columns), using: &generator))
        thresholds.append(Double(Int.random(in: -4...4, using: &generator)) / 2)
        flags.append(Int8.random(in: 0...1, using: &generator))
        sets.append(-1)
        let next = left == 1 ? ~(leafCount + 1) : node + 1
        let pair = [~leafCount, next]
        children += Bool.random(using: &generator) ? pair : pair.reversed()
        leafCount += left == 1 ? 2 : 1
      }
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

  /// A program that sums a forest.
  private func sums(
    _ forest: Forest, outputs: Int, perLeaf: Int, features: DType, values: DType, average: Bool,
    _ generator: inout SeededGenerator
  ) throws -> Program {
    let leaves = Tensor.random(
      values, [Int(forest.leafCount), perLeaf], &generator, hasEdges: false)
    let base = Tensor.random(values, [outputs], &generator, hasEdges: false)
    let places = Tensor(forest.roots.indices.map { Int32($0 % outputs) })
    return try makeProgram([(name: "x", type: .tensor(features, [.rows, 5]))]) { b, p in
      [
        try b.treeEnsemble(
          p[0], tables: forest.tables(b, features), leafValues: b.constant(leaves),
          treeOutputs: b.constant(places), base: b.constant(base), average: average)
      ]
    }
  }

  /// A program that sums a random forest no deeper than `depth`.
  private func sums(
    depth: Int, trees: Int, isFine: Bool, isSpecial: Bool = false, outputs: Int, perLeaf: Int,
    features: DType, values: DType, _ generator: inout SeededGenerator
  ) throws -> Program {
    var forest = Forest()
    for _ in 0..<trees {
      forest.roots.append(
        forest.grow(depth: depth, columns: 5, isSpecial: isSpecial, isFine: isFine, &generator))
    }
    return try sums(
      forest, outputs: outputs, perLeaf: perLeaf, features: features, values: values,
      average: depth % 2 == 0, &generator)
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

  @Test(arguments: TreeKernelChoice.allCases.filter(\.isAvailable), [DType.f32, .f64])
  func categoriesAndZerosThatAreMissingGiveTheSameBits(
    _ choice: TreeKernelChoice, _ features: DType
  ) throws {
    var options = Executor.Options(pool: testPool)
    options.treeKernel = choice
    for depth in [2, 5, 9] {
      var generator = SeededGenerator(UInt64(depth))
      let program = try sums(
        depth: depth, trees: 9, isFine: depth == 5, isSpecial: true, outputs: 2, perLeaf: 1,
        features: features, values: .f64, &generator)
      let plan = try Executor(program, options: options)
        .plan("main", arguments: [.tensor(features, [77, 5])])
      let isRanked =
        choice != .walk && (choice != .automatic || TreeKernelChoice.rankedV3.isAvailable)
      #expect("\(plan)".contains("tree_ensemble ranked") == isRanked)
      for rows in [1, 64, 77] {
        // Codes inside and outside the sets, between whole numbers, and below zero.
        let cells = (0..<rows * 5).map { _ in
          [-1, -0.5, 0, 1e-36, 1, 2.75, 3, 31, 32, 40, 253, 254, 255, 256, 1e9, .nan, .infinity]
            .randomElement(using: &generator) ?? 0
        }
        let x = Tensor(cells, shape: [rows, 5]).casting(to: features)
        try expectAgreement(program, [x], .exact, options, "depth \(depth), \(rows) rows")
      }
    }
  }

  @Test(arguments: TreeKernelChoice.allCases.filter(\.isAvailable))
  func symmetricTreesGiveTheSameBits(_ choice: TreeKernelChoice) throws {
    var options = Executor.Options(pool: testPool)
    options.treeKernel = choice
    var generator = SeededGenerator(3)
    for depth in 1...8 {
      var forest = Forest()
      for _ in 0..<20 { forest.growSymmetric(depth: depth, columns: 5, &generator) }
      let program = try sums(
        forest, outputs: 1, perLeaf: 1, features: .f32, values: .f64, average: false, &generator)
      for rows in [1, 77, 300] {
        let x = Tensor.random(.f32, [rows, 5], &generator)
        try expectAgreement(program, [x], .exact, options, "depth \(depth), \(rows) rows")
      }
    }
  }

  @Test(arguments: TreeKernelChoice.allCases.filter(\.isAvailable))
  func deepUnbalancedTreesGiveTheSameBits(_ choice: TreeKernelChoice) throws {
    var options = Executor.Options(pool: testPool)
    options.treeKernel = choice
    var generator = SeededGenerator(4)
    var forest = Forest()
    for count in [2, 31, 31, 255, 256] { forest.growVine(leaves: count, columns: 5, &generator) }
    let program = try sums(
      forest, outputs: 1, perLeaf: 1, features: .f32, values: .f64, average: true, &generator)
    for rows in [1, 77, 300] {
      let x = Tensor.random(.f32, [rows, 5], &generator)
      try expectAgreement(program, [x], .exact, options, "\(rows) rows")
    }
  }

  @Test func ensemblesAreRankedWhereEveryTreeHasAForm() throws {
    for (choice, leaves, isRanked) in [
      (TreeKernelChoice.rankedBaseline, 256, true), (.rankedBaseline, 257, false),
      (.walk, 256, false),
    ] {
      var options = Executor.Options(pool: testPool)
      options.treeKernel = choice
      var generator = SeededGenerator(1)
      var forest = Forest()
      forest.growVine(leaves: leaves, columns: 5, &generator)
      let program = try sums(
        forest, outputs: 1, perLeaf: 1, features: .f32, values: .f32, average: false, &generator)
      let plan = try Executor(program, options: options)
        .plan("main", arguments: [.tensor(.f32, [77, 5])])
      #expect("\(plan)".contains("tree_ensemble ranked") == isRanked)
    }
  }
}
