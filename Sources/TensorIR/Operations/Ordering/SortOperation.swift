// Sorting along an axis, and the largest elements.

import Tensors

/// `sort`, `arg_sort` `{axis, descending}`: stable, with NaN as the largest number.
struct SortOperation: OperationDefinition {
  let givesIndices: Bool
  var name: String { givesIndices ? "arg_sort" : "sort" }
  var summary: String {
    (givesIndices ? "The indices (i64) that sort" : "The elements sorted")
      + " along `axis`, stably; NaN is the largest; `descending` reverses the order."
  }

  static let all = [SortOperation(givesIndices: false), SortOperation(givesIndices: true)]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.numeric(0)
    _ = try context.axis(rank: type.rank)
    _ = try context.attributes.bool("descending", default: false, of: name)
    return [.tensor(givesIndices ? .i64 : type.dtype, type.dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let axis = try context.attributes.int("axis", of: name)
    let descending = try context.attributes.bool("descending", default: false, of: name)
    let x = try context.tensor(0)
    let view = AxisView(x.shape, axis: axis)
    let order = try context.sortedOrder(x, view, descending: descending)
    if givesIndices { return [.tensor(Tensor(view.scattered(order), shape: x.shape))] }
    let positions = zip(view.lines, order).flatMap { start, line in
      line.map { start + Int($0) * view.inner }
    }
    return [.tensor(x.picking(view.scattered(positions.chunked(view.extent)), shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard !givesIndices, let g = context.cotangents[0] else { return [nil] }
    let b = context.builder
    let axis = try context.attributes.int("axis", of: name)
    let descending = try context.attributes.bool("descending", default: false, of: name)
    let order = try b.argSort(context.x, axis: axis, descending: descending)
    let zeros = try b.broadcast(context.number(0), toShapeOf: context.x)
    return [try b.scatterAddAlong(zeros, order, g, axis: axis)]
  }
}

/// `top_k {k}`: the `k` largest elements along the last axis in descending order, and their indices.
struct TopKOperation: OperationDefinition {
  let name = "top_k"
  let summary = """
    The `k` largest elements along the last axis, descending, and their indices (i64); of equal \
    elements the first comes first, and NaN is the largest.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    var type = try context.numeric(0)
    let k = try context.attributes.int("k", of: name)
    guard let last = type.dimensions.last, k >= 0, k <= last.extent ?? .max else {
      throw context.error("\(k) elements along the last axis were asked for")
    }
    type.dimensions[type.rank - 1] = .fixed(k)
    return [.tensor(type), .tensor(.i64, type.dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let k = try context.attributes.int("k", of: name)
    let view = AxisView(x.shape, axis: x.shape.rank - 1)
    guard k <= view.extent else { throw context.error("\(k) of \(view.extent) were asked for") }
    let order = try context.sortedOrder(x, view, descending: true).map { $0.prefix(k) }
    let shape = x.shape.replacing(axis: x.shape.rank - 1, with: k)
    let positions = zip(view.lines, order).flatMap { start, line in line.map { start + Int($0) } }
    return [
      .tensor(x.picking(positions, shape: shape)),
      .tensor(Tensor(order.flatMap { $0 }, shape: shape)),
    ]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    let b = context.builder
    let zeros = try b.broadcast(context.number(0), toShapeOf: context.x)
    let axis = b.tensorType(of: context.x).rank - 1
    return [try b.scatterAddAlong(zeros, context.results[1], g, axis: axis)]
  }
}

extension EvaluationContext {
  /// For each line along the view's axis the indices in sorted order.
  fileprivate func sortedOrder(
    _ x: Tensor, _ view: AxisView, descending: Bool
  ) throws -> [[Int64]] {
    let wide = x.dtype == .bf16 ? x.widened() : x
    guard let type = wide.dtype.numericElement else { throw error("\(x.dtype) has no order") }
    return order(wide, view, descending, type)
  }

  private func order<Element: NumericElement>(
    _ x: Tensor, _ view: AxisView, _ descending: Bool, _ type: Element.Type
  ) -> [[Int64]] {
    let elements = x.elements(of: type)
    return view.lines.map { start in
      (0..<Int64(view.extent)).sorted { left, right in
        let a = elements[start + Int(left) * view.inner]
        let b = elements[start + Int(right) * view.inner]
        let (first, second) = descending ? (b, a) : (a, b)
        if first.isOrdered(before: second) { return true }
        return !second.isOrdered(before: first) && left < right
      }
    }
  }
}

extension AxisView {
  /// The values of each line along the axis, brought into row-major order.
  fileprivate func scattered<Element>(_ values: [[Element]]) -> [Element] {
    (0..<outer).flatMap { outerIndex in
      (0..<extent).flatMap { index in
        (0..<inner).map { values[outerIndex * inner + $0][index] }
      }
    }
  }
}

extension [Int] {
  /// Consecutive pieces of `length` elements.
  fileprivate func chunked(_ length: Int) -> [[Int]] {
    length == 0 ? [] : stride(from: 0, to: count, by: length).map { Array(self[$0..<$0 + length]) }
  }
}

extension FunctionBuilder {
  /// The elements sorted along `axis`, stably; NaN is the largest.
  public func sort(_ x: ValueID, axis: Int, descending: Bool = false) throws -> ValueID {
    try append(one: "sort", [x], ["axis": .int(axis), "descending": .bool(descending)])
  }

  /// The indices (`i64`) that sort `x` along `axis`, stably; NaN is the largest.
  public func argSort(_ x: ValueID, axis: Int, descending: Bool = false) throws -> ValueID {
    try append(one: "arg_sort", [x], ["axis": .int(axis), "descending": .bool(descending)])
  }

  /// The `k` largest elements along the last axis, descending, and their indices.
  public func topK(_ x: ValueID, k: Int) throws -> (values: ValueID, indices: ValueID) {
    let results = try append("top_k", [x], ["k": .int(k)])
    return (results[0], results[1])
  }
}
