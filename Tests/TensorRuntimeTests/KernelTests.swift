// Every other operation with a kernel, planned, against its plain evaluation.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct KernelTests {
  private static let shapes: [Shape] = [
    [5], [3, 4], [2, 17, 3], [1, 9], [4, 1, 6], [0, 3], [130, 30],
  ]

  @Test(arguments: ["reduce_sum", "reduce_product", "reduce_mean"], [DType.f64, .f32, .i64, .i32])
  func sums(_ name: String, _ dtype: DType) throws {
    if name == "reduce_mean", dtype.isInteger { return }
    try forAllAxes(dtype, hasEdges: false) { b, x, axes, keep in
      try b.append(
        one: name, [x], ["axes": .ints(axes), "keep_dimensions": .bool(keep)])
    }
  }

  @Test(arguments: ["reduce_sum", "reduce_product", "reduce_mean"], [DType.f64, .f32])
  func orderedSumsAreExact(_ name: String, _ dtype: DType) throws {
    try forAllAxes(dtype, tolerance: .exact) { b, x, axes, keep in
      try b.append(
        one: name, [x],
        ["axes": .ints(axes), "keep_dimensions": .bool(keep), "ordered": .bool(true)])
    }
  }

  @Test(arguments: ["reduce_max", "reduce_min"], [DType.f64, .f32, .i64, .i32, .i8, .bf16])
  func extremes(_ name: String, _ dtype: DType) throws {
    // Which zero comes out of several is the order's business.
    try forAllAxes(dtype, tolerance: .relative(0)) { b, x, axes, keep in
      try b.append(one: name, [x], ["axes": .ints(axes), "keep_dimensions": .bool(keep)])
    }
  }

  @Test(arguments: ["reduce_all", "reduce_any"]) func logic(_ name: String) throws {
    try forAllAxes(.bool, tolerance: .exact) { b, x, axes, keep in
      try b.append(one: name, [x], ["axes": .ints(axes), "keep_dimensions": .bool(keep)])
    }
  }

  @Test(
    arguments: ["arg_max", "arg_min", "cumulative_sum", "sort", "arg_sort"],
    [DType.f64, .f32, .i64, .i32])
  func linesAlongAnAxis(_ name: String, _ dtype: DType) throws {
    try forEachShape(dtype) { b, x, shape, axis in
      if shape[axis] == 0, name.hasPrefix("arg_m") { return [] }
      return [try b.append(one: name, [x], ["axis": .int(axis)])]
    }
  }

  @Test(arguments: [DType.f64, .f32, .bf16, .i8, .string]) func movements(_ dtype: DType) throws {
    try forEachShape(dtype) { b, x, shape, axis in
      var results = [
        try b.slice(x, axis: axis, start: min(1, shape[axis]), stride: 2),
        try b.reverse(x, axes: [axis]), try b.concatenate([x, x, x], axis: axis),
        try b.insertAxis(x, axis),
        try b.broadcast(b.insertAxis(x, axis), to: bound(shape, inserting: 3, at: axis)),
        try b.transpose(x, Array((0..<shape.rank).reversed())),
      ]
      if shape.count > 0 { results.append(try b.reshape(x, [.fixed(shape.count)])) }
      if dtype != .string {
        var low = [Int](repeating: 0, count: shape.rank)
        low[axis] = 2
        results.append(try b.pad(x, low: low, high: low.map { $0 / 2 }, value: 1.5))
      }
      return results
    }
  }

  private func bound(_ shape: Shape, inserting extent: Int, at axis: Int) -> [Dimension] {
    var dimensions = shape.dimensions.map(Dimension.fixed)
    dimensions.insert(.fixed(extent), at: axis)
    return dimensions
  }

  @Test(arguments: [DType.f64, .f32, .i8]) func gathers(_ dtype: DType) throws {
    try forEachShape(dtype) { b, x, shape, axis in
      guard shape[axis] > 0, shape.count > 0 else { return [] }
      let last = Int64(shape[axis] - 1)
      let picks = try b.constant(Tensor([last, 0, last / 2, 0], shape: [2, 2]))
      let narrow = try b.constant(Tensor([Int32(0), Int32(last)]))
      let along = try b.cast(
        b.remainder(
          b.iota(shape.dimensions.map(Dimension.fixed), axis: axis, .i64),
          b.scalar(Double(shape[axis]), .i64)), .i32)
      return [
        try b.gather(x, picks, axis: axis), try b.gather(x, narrow, axis: axis),
        try b.gatherAlong(x, along, axis: axis),
      ]
    }
  }

  @Test func indicesOutOfRangeAreTheInterpretersError() throws {
    let x = Tensor([1.0, 2, 3])
    let program = try makeProgram(taking: [x, Tensor([Int64(3)])]) { b, x in
      [try b.gather(x[0], x[1], axis: 0)]
    }
    #expect(throws: ProgramError.self) {
      try Executor(program).run("main", [.tensor(x), .tensor(Tensor([Int64(3)]))])
    }
    #expect(throws: ProgramError.self) {
      try Executor(program).run("main", [.tensor(x), .tensor(Tensor([Int64(-1)]))])
    }
  }

  @Test(arguments: [DType.f64, .f32, .bf16, .i64, .i8, .bool]) func oneHotRows(_ dtype: DType)
    throws
  {
    let indices = Tensor([Int64(0), 3, -1, 4, 2, 99], shape: [2, 3])
    let program = try makeProgram(taking: [indices]) { b, x in
      [try b.oneHot(x[0], depth: 4, dtype), try b.oneHot(b.cast(x[0], .i32), depth: 0, dtype)]
    }
    try expectAgreement(program, [indices])
  }

  @Test(arguments: [DType.f64, .f32, .i64, .i32]) func sortedSearches(_ dtype: DType) throws {
    let edges = Tensor([-2.0, -1, 0, 0, 1.5, 3, .nan]).casting(to: dtype)
    var generator = SeededGenerator(5)
    let sorted = dtype.isInteger ? Tensor([Int64(-5), 0, 0, 3]).casting(to: dtype) : edges
    let values = Tensor.random(dtype, [60], &generator)
    let program = try makeProgram(taking: [sorted, values]) { b, x in
      [
        try b.searchSorted(x[0], x[1], side: .left), try b.searchSorted(x[0], x[1], side: .right),
      ]
    }
    try expectAgreement(program, [sorted, values])
  }

  // MARK: Cases

  private func forEachShape(
    _ dtype: DType,
    _ body: (FunctionBuilder, ValueID, Shape, Int) throws -> [ValueID]
  ) throws {
    var generator = SeededGenerator(3)
    for shape in Self.shapes {
      for axis in 0..<shape.rank {
        let x = Tensor.random(dtype, shape, &generator)
        let program = try makeProgram(taking: [x]) { b, p in try body(b, p[0], shape, axis) }
        try expectAgreement(
          program, [x], .exact, .init(pool: testPool), "\(dtype)\(shape) axis \(axis)")
      }
    }
  }

  private func forAllAxes(
    _ dtype: DType, hasEdges: Bool = true, tolerance: Tolerance? = nil,
    _ body: (FunctionBuilder, ValueID, [Int], Bool) throws -> ValueID
  ) throws {
    var generator = SeededGenerator(4)
    for shape in Self.shapes where shape.count > 0 {
      let x = Tensor.random(dtype, shape, &generator, hasEdges: hasEdges)
      for set in 0..<(1 << shape.rank) {
        let axes = (0..<shape.rank).filter { set >> $0 & 1 == 1 }
        let program = try makeProgram(taking: [x]) { b, p in
          [try body(b, p[0], axes, set % 2 == 0)]
        }
        try expectAgreement(
          program, [x], tolerance ?? .relative(dtype == .f32 ? 1e-5 : 1e-13),
          .init(pool: testPool), "\(dtype)\(shape) axes \(axes)")
      }
    }
  }
}
