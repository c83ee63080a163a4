// Sums of products by an equation of letters.

import PipelineReaders
import TensorIR
import Tensors

enum StandardEinsum {
  static var rules: [String: OperatorRule] { ["Einsum": tensor(einsum)] }

  private static func einsum(_ c: NodeContext) throws -> ValueID {
    let operands = try c.tensors()
    let equation = try Equation(
      c.node, c.node.text("equation") ?? "", ranks: operands.map { c.rank($0) })
    let b = c.b
    guard let first = operands.first else { throw c.node.error("no inputs") }
    var left = try diagonal(c, first, equation.inputs[0])
    for (place, operand) in operands.enumerated().dropFirst() {
      let right = try diagonal(c, operand, equation.inputs[place])
      // Letters that nothing behind needs are summed now.
      let later = Set(equation.inputs[(place + 1)...].joined()).union(equation.output)
      left = try product(c, left, right, keeping: later)
    }
    let extra = left.letters.indices.filter { !equation.output.contains(left.letters[$0]) }
    var value = left.value
    if !extra.isEmpty { value = try b.reduceSum(value, axes: extra) }
    let letters = left.letters.filter { equation.output.contains($0) }
    let order = equation.output.compactMap { letters.firstIndex(of: $0) }
    guard order.count == equation.output.count else { throw c.node.error("the equation") }
    return try b.transpose(value, order)
  }

  /// A tensor with a letter for each axis.
  private typealias Labelled = (value: ValueID, letters: [Character])

  /// The elements at which axes of one letter have one place.
  private static func diagonal(
    _ c: NodeContext, _ x: ValueID, _ letters: [Character]
  ) throws -> Labelled {
    var (value, letters) = (x, letters)
    while let second = letters.indices.first(where: { letters[..<$0].contains(letters[$0]) }),
      let first = letters.firstIndex(of: letters[second])
    {
      let extent = try c.extent(value, first)
      guard try c.extent(value, second) == extent else {
        throw c.node.error("'\(letters[second])' for different extents")
      }
      let shape = c.type(value).dimensions
      let isSame = try c.b.compare(
        c.b.iota(shape, axis: first, .i64), c.b.iota(shape, axis: second, .i64), .equal)
      value = try c.b.reduceSum(
        c.b.select(isSame, value, c.number(0, like: value)), axes: [second])
      letters.remove(at: second)
    }
    return (value, letters)
  }

  /// The product of two, summed over the letters that are not kept: a product of matrices for each place
  /// of the letters that both have.
  private static func product(
    _ c: NodeContext, _ x: Labelled, _ y: Labelled, keeping kept: Set<Character>
  ) throws -> Labelled {
    let b = c.b
    let shared = x.letters.filter { y.letters.contains($0) }
    let batch = shared.filter { kept.contains($0) }
    let summed = shared.filter { !kept.contains($0) }
    let rows = x.letters.filter { !shared.contains($0) }
    let columns = y.letters.filter { !shared.contains($0) }
    let (left, right) = (try spread(c, x, to: y), try spread(c, y, to: x))
    func extents(_ letters: [Character], _ of: Labelled) throws -> [Dimension] {
      try letters.map { letter in
        .fixed(try c.extent(of.value, of.letters.firstIndex(of: letter) ?? 0))
      }
    }
    func matrix(_ of: Labelled, _ first: [Character], _ second: [Character]) throws -> ValueID {
      let order = (batch + first + second).compactMap { of.letters.firstIndex(of: $0) }
      let moved = try b.transpose(of.value, order)
      let (outer, m, n) = (
        try extents(batch, of), try extents(first, of), try extents(second, of)
      )
      func count(_ dimensions: [Dimension]) -> Dimension {
        .fixed(Shape(dimensions.map { $0.extent ?? 1 }).count)
      }
      return try b.reshape(moved, outer + [count(m), count(n)])
    }
    let result = try b.matmul(matrix(left, rows, summed), matrix(right, summed, columns))
    let dimensions =
      try extents(batch, left) + extents(rows, left) + extents(columns, right)
    return (try b.reshape(result, dimensions), batch + rows + columns)
  }

  /// `x` with its axes of extent 1 as long as those of the same letter in `other`.
  private static func spread(
    _ c: NodeContext, _ x: Labelled, to other: Labelled
  ) throws -> Labelled {
    var dimensions = c.type(x.value).dimensions
    for (axis, letter) in x.letters.enumerated() {
      guard let place = other.letters.firstIndex(of: letter) else { continue }
      let (have, want) = (try c.extent(x.value, axis), try c.extent(other.value, place))
      guard have == want || have == 1 || want == 1 else {
        throw c.node.error("'\(letter)' for the extents \(have) and \(want)")
      }
      dimensions[axis] = .fixed(have == 1 ? want : have)
    }
    return (try c.b.broadcast(x.value, to: dimensions), x.letters)
  }
}

/// The letters of an equation such as `ij,jk->ik`.
private struct Equation {
  var inputs: [[Character]] = []
  var output: [Character] = []

  /// Axes of an ellipsis get letters of their own, counted from the last.
  init(_ node: GraphNode, _ text: String, ranks: [Int]) throws {
    let sides = text.filter { $0 != " " }.split(
      separator: "->", maxSplits: 1, omittingEmptySubsequences: false)
    let terms = sides.first?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    guard terms.count == ranks.count, !terms.isEmpty else {
      throw node.error("the equation '\(text)' for \(ranks.count) inputs")
    }
    var widest = 0
    for (term, rank) in zip(terms, ranks) {
      let named = term.count(where: { $0 != "." })
      let width = term.contains("...") ? rank - named : 0
      guard width >= 0, named + width == rank else {
        throw node.error("the equation '\(text)' for an input of \(rank) axes")
      }
      widest = max(widest, width)
      inputs.append(try Self.letters(term, ellipsis: width, node))
    }
    if sides.count == 2 {
      output = try Self.letters(sides[1], ellipsis: sides[1].contains("...") ? widest : 0, node)
    } else {
      let all = inputs.joined()
      let once = Set(all).filter { letter in all.count(where: { $0 == letter }) == 1 }
      let axes = Self.ellipsis(widest)
      output = axes + once.subtracting(axes).sorted()
    }
    let known = Set(inputs.joined())
    guard Set(output).count == output.count, output.allSatisfy(known.contains) else {
      throw node.error("the equation '\(text)'")
    }
  }

  private static func ellipsis(_ count: Int) -> [Character] {
    (0..<count).reversed().map {
      Character(Unicode.Scalar(UInt8(truncatingIfNeeded: $0 % 10 + 48)))
    }
  }

  private static func letters(
    _ term: Substring, ellipsis width: Int, _ node: GraphNode
  ) throws -> [Character] {
    guard width <= 10 else { throw node.error("an ellipsis of \(width) axes") }
    var letters: [Character] = []
    var rest = term
    while let letter = rest.first {
      if rest.hasPrefix("...") {
        letters += ellipsis(width)
        rest.removeFirst(3)
        continue
      }
      guard letter.isASCII, letter.isLetter else { throw node.error("the equation '\(term)'") }
      letters.append(letter)
      rest.removeFirst()
    }
    return letters
  }
}
