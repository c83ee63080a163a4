// The walk of a tree that narrows the bounds of a density.

import Glibc

/// The search for the density at rows.
///
/// What is known of the sum of the kernels is a lower bound and the spread between the bounds, both as
/// logarithms: looking into a node replaces what it adds to both.
struct DensitySearch {
  private let tree: NeighborTree
  /// All points, one after the other.
  private let points: UnsafeBufferPointer<Double>
  private let rule: DensityRule
  private let logNorm: Double
  private let logTotal: Double
  private let logAbsolute: Double
  private let logRelative: Double
  /// The logarithms of the weights of points and of all points of a node.
  private let logWeights: [Double]
  private let logNodeWeights: [Double]

  /// The bounds of one node, or of all points.
  private struct Bounds {
    var least: Double
    var spread: Double
  }

  /// Prepares to walk `tree` over `points`.
  init(
    tree: NeighborTree, points: UnsafeBufferPointer<Double>, weights: [Double], rule: DensityRule
  ) {
    self.tree = tree
    self.points = points
    self.rule = rule
    logTotal = log(rule.total)
    logNorm = rule.kernel.logNorm(
      bandwidth: rule.bandwidth, dimension: points.count / max(weights.count, 1))
    logAbsolute = log(rule.absolute)
    logRelative = log(rule.relative)
    logWeights = weights.map { log($0) }
    logNodeWeights = tree.ranges.map { range in
      log(range.reduce(0) { $0 + weights[tree.order[$1]] })
    }
  }

  /// The logarithm of the density at a row.
  func logDensity(at query: UnsafeBufferPointer<Double>) -> Double {
    let (nearest, farthest) = tree.distances(of: query, from: 0, rule.measure)
    let least = logTotal + logKernel(farthest)
    var all = Bounds(least: least, spread: logDifference(logTotal + logKernel(nearest), least))
    if rule.isBreadthFirst {
      walkByNearness(query, nearest, &all)
    } else {
      walkByDepth(query, node: 0, all, &all)
    }
    return logSum(all.least, all.spread - log(2)) + logNorm - logTotal
  }

  private func logKernel(_ distance: Double) -> Double {
    rule.kernel.logarithm(at: distance, bandwidth: rule.bandwidth)
  }

  /// Whether bounds are near enough to each other that no node needs to be looked into.
  private func suffices(_ spread: Double, above least: Double) -> Bool {
    spread <= logSum(logAbsolute, logRelative + logNorm + least)
  }

  /// Adds the kernels of the points of a leaf to the lower bound.
  private func add(
    leaf node: Int, _ query: UnsafeBufferPointer<Double>, to all: inout Bounds
  ) {
    for index in tree.ranges[node] {
      let place = tree.order[index]
      let start = place * query.count
      let measure = rule.measure.between(query.count, { query[$0] }, { points[start + $0] })
      let kernel = logKernel(rule.measure.distance(measure))
      all.least = logSum(all.least, kernel + logWeights[place])
    }
  }

  // MARK: Breadth first

  private func walkByNearness(
    _ query: UnsafeBufferPointer<Double>, _ nearest: Double, _ all: inout Bounds
  ) {
    var bounds = [Bounds](
      repeating: Bounds(least: -.infinity, spread: 0), count: tree.ranges.count)
    bounds[0] = all
    var heap = NodeHeap()
    heap.push(nearest, 0)
    while let node = heap.pop() {
      let own = bounds[node]
      if suffices(logNorm + own.spread - logNodeWeights[node] + logTotal, above: own.least) {
        continue
      }
      if suffices(logNorm + all.spread, above: all.least) { break }
      all.least = logDifference(all.least, own.least)
      all.spread = logDifference(all.spread, own.spread)
      if tree.isLeaf[node] {
        add(leaf: node, query, to: &all)
        continue
      }
      let children = [2 * node + 1, 2 * node + 2]
      let distances = children.map { tree.distances(of: query, from: $0, rule.measure) }
      for (child, distance) in zip(children, distances) {
        // Here the library takes the upper bound of a child for its spread.
        bounds[child] = Bounds(
          least: logNodeWeights[child] + logKernel(distance.farthest),
          spread: logNodeWeights[child] + logKernel(distance.nearest))
        all.least = logSum(all.least, bounds[child].least)
        all.spread = logSum(all.spread, bounds[child].spread)
      }
      for (child, distance) in zip(children, distances) { heap.push(distance.nearest, child) }
    }
  }

  // MARK: Depth first

  private func walkByDepth(
    _ query: UnsafeBufferPointer<Double>, node: Int, _ own: Bounds, _ all: inout Bounds
  ) {
    if suffices(logNorm + own.spread - logNodeWeights[node] + logTotal, above: own.least)
      || suffices(logNorm + all.spread, above: all.least)
    {
      return
    }
    if tree.isLeaf[node] {
      all.least = logDifference(all.least, own.least)
      all.spread = logDifference(all.spread, own.spread)
      add(leaf: node, query, to: &all)
      return
    }
    let children = [2 * node + 1, 2 * node + 2]
    let bounds = children.map { child in
      let distance = tree.distances(of: query, from: child, rule.measure)
      let least = logNodeWeights[child] + logKernel(distance.farthest)
      return Bounds(
        least: least,
        spread: logDifference(logNodeWeights[child] + logKernel(distance.nearest), least))
    }
    all.least = logDifference(all.least, own.least)
    all.spread = logDifference(all.spread, own.spread)
    for child in bounds {
      all.least = logSum(all.least, child.least)
      all.spread = logSum(all.spread, child.spread)
    }
    for (child, bounds) in zip(children, bounds) {
      walkByDepth(query, node: child, bounds, &all)
    }
  }
}

/// `log(exp(a) + exp(b))`.
private func logSum(_ a: Double, _ b: Double) -> Double {
  let largest = fmax(a, b)
  return largest == -.infinity
    ? -.infinity : largest + log(exp(a - largest) + exp(b - largest))
}

/// `log(exp(a) - exp(b))`, and that of 0 where `b` is not smaller.
private func logDifference(_ a: Double, _ b: Double) -> Double {
  a <= b ? -.infinity : a + log(1 - exp(b - a))
}

/// Nodes that are still to be looked at, the nearest first.
private struct NodeHeap {
  private var nodes: [(distance: Double, node: Int)] = []

  mutating func push(_ distance: Double, _ node: Int) {
    nodes.append((distance, node))
    var place = nodes.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      if nodes[parent].distance <= nodes[place].distance { break }
      nodes.swapAt(place, parent)
      place = parent
    }
  }

  mutating func pop() -> Int? {
    guard let first = nodes.first, let last = nodes.popLast() else { return nil }
    guard !nodes.isEmpty else { return first.node }
    nodes[0] = last
    var place = 0
    while 2 * place + 1 < nodes.count {
      let (left, right) = (2 * place + 1, 2 * place + 2)
      let isRight = right < nodes.count && !(nodes[left].distance <= nodes[right].distance)
      let child = isRight ? right : left
      guard nodes[child].distance <= nodes[place].distance else { break }
      nodes.swapAt(place, child)
      place = child
    }
    return first.node
  }
}
