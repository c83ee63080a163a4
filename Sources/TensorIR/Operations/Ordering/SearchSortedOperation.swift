// Finding places in sorted edges, as NumPy's `searchsorted`.

import Tensors

/// Which of the places that keep the order is meant where edges are equal to the number.
public enum SearchSide: String, Sendable {
  /// Before the equal edges: the number of edges that are less.
  case left
  /// Behind the equal edges: the number of edges that are less or equal.
  case right
}

/// `search_sorted {side}`: where the second operand's elements belong in ascending edges.
struct SearchSortedOperation: OperationDefinition {
  let name = "search_sorted"
  let summary = """
    numpy.searchsorted: how many of the first operand's ascending edges lie before each element of \
    the second; `side` (left, right) says on which side of equal edges. NaN lies behind all numbers.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (edges, x) = (try context.numeric(0), try context.numeric(1))
    guard edges.rank == 1, edges.dtype == x.dtype else {
      throw context.error("edges of rank 1 and elements of the same dtype were expected")
    }
    let side = try context.attributes.string("side", of: name)
    guard SearchSide(rawValue: side) != nil else { throw context.error("no side '\(side)'") }
    return [.tensor(.i64, x.dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let isLeft = try context.attributes.string("side", of: name) == SearchSide.left.rawValue
    return try context.inSinglePrecision { context in
      let (edges, x) = (try context.tensor(0), try context.tensor(1))
      return [.tensor(search(edges, x, isLeft, try context.numericElement(0)))]
    }
  }

  private func search<Element: NumericElement>(
    _ edges: Tensor, _ x: Tensor, _ isLeft: Bool, _ type: Element.Type
  ) -> Tensor {
    let sorted = edges.elements(of: type)
    let places = x.elements(of: type).map { element in
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        let isBefore =
          isLeft
          ? sorted[middle].isOrdered(before: element) : !element.isOrdered(before: sorted[middle])
        if isBefore { low = middle + 1 } else { high = middle }
      }
      return Int64(low)
    }
    return Tensor(places, shape: x.shape)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

extension FunctionBuilder {
  /// How many of the ascending `edges` (rank 1) lie before each element of `x`; `i64`.
  public func searchSorted(
    _ edges: ValueID, _ x: ValueID, side: SearchSide
  ) throws -> ValueID {
    try append(one: "search_sorted", [edges, x], ["side": .string(side.rawValue)])
  }
}
