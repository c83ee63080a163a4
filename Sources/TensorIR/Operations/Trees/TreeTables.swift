// Decision trees as tensors: the operands that the tree operations share.

import Tensors

/// The nodes of many trees in a few flat tensors.
///
/// Nodes are numbered over all trees. A child or root `c >= 0` is a node; `c < 0` is the leaf `~c`,
/// leaves being numbered over all trees too. Every child node comes after its parent.
///
/// A row goes left at a node where `x <= threshold`, where the feature is NaN and flag `nanLeft` is
/// set, where flag `zeroIsMissing` is set and the feature is missing or `|x| <= 1e-35` and `nanLeft`
/// is set, or, at a node with a category set, where the feature truncated to an integer is in the set.
package struct TreeTables {
  /// NaN goes left.
  package static let nanLeft: Int8 = 1
  /// Values of at most 1e-35 in magnitude are treated as NaN.
  package static let zeroIsMissing: Int8 = 2
  /// The largest magnitude that counts as zero (LightGBM's `kZeroThreshold`, as a 32-bit float).
  package static let zeroThreshold = Double(Float(1e-35))

  /// `i32[nodes]`: the column tested.
  package let features: [Int32]
  /// `f32|f64[nodes]`: the thresholds.
  package let thresholds: [Double]
  /// `i32[nodes, 2]`: the left and right children.
  package let children: [Int32]
  /// `i8[nodes]`: the flags.
  package let flags: [Int8]
  /// `i32[nodes]`: the category set tested, or -1.
  package let sets: [Int32]
  /// `i32[sets + 1]`: where each set's words begin.
  package let setOffsets: [Int32]
  /// `i32[words]`: 32 codes a word, the lowest bit first.
  package let setWords: [Int32]
  /// `i32[trees]`: where each tree begins.
  package let roots: [Int32]

  /// The number of operands that follow the matrix of features.
  package static let operandCount = 8

  /// Reads the operands that follow the matrix of features, checking every index against the tree
  /// operation's other operands: programs come from files.
  package init(_ operands: ArraySlice<Value>, featureCount: Int, leafCount: Int, name: String)
    throws
  {
    let tensors = operands.map(\.tensor)
    features = tensors[0].elements()
    thresholds = tensors[1].doubles()
    children = tensors[2].elements()
    flags = tensors[3].elements()
    sets = tensors[4].elements()
    setOffsets = tensors[5].elements()
    setWords = tensors[6].elements()
    roots = tensors[7].elements()
    try check(featureCount: featureCount, leafCount: leafCount, name: name)
  }

  private func check(featureCount: Int, leafCount: Int, name: String) throws {
    func fail(_ message: String) -> ProgramError { ProgramError(.execution, at: name, message) }
    let count = features.count
    guard thresholds.count == count, children.count == 2 * count, flags.count == count,
      sets.count == count
    else { throw fail("the tables of nodes differ in length") }
    guard setOffsets.first == 0, Int(setOffsets[setOffsets.count - 1]) == setWords.count,
      zip(setOffsets, setOffsets.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw fail("the offsets of category sets do not ascend from 0 to the number of words") }
    for node in 0..<count {
      guard (0..<featureCount).contains(Int(features[node])) else {
        throw fail("node \(node) tests column \(features[node]) of \(featureCount)")
      }
      guard Int(sets[node]) < setOffsets.count - 1 else {
        throw fail("node \(node) tests category set \(sets[node]), which does not exist")
      }
      for child in children[(2 * node)..<(2 * node + 2)] {
        guard child >= 0 ? child > node && child < count : Int(~child) < leafCount else {
          throw fail("node \(node) has a child \(child) that does not exist or comes before it")
        }
      }
    }
    guard roots.allSatisfy({ $0 >= 0 ? $0 < count : Int(~$0) < leafCount }) else {
      throw fail("a root does not exist")
    }
  }

  /// The leaf that a row reaches in the tree that begins at `root`.
  package func leaf(from root: Int32, feature: (Int) -> Double) -> Int {
    var position = root
    while position >= 0 {
      let node = Int(position)
      let goesLeft = goesLeft(at: node, feature(Int(features[node])))
      position = children[2 * node + (goesLeft ? 0 : 1)]
    }
    return Int(~position)
  }

  private func goesLeft(at node: Int, _ value: Double) -> Bool {
    let flag = flags[node]
    let isMissing =
      value.isNaN || (flag & Self.zeroIsMissing != 0 && value.magnitude <= Self.zeroThreshold)
    if isMissing { return flag & Self.nanLeft != 0 }
    guard sets[node] >= 0 else { return value <= thresholds[node] }
    let words = setOffsets[Int(sets[node])]..<setOffsets[Int(sets[node]) + 1]
    guard !words.isEmpty, value > -1, value < Double(words.count * 32) else { return false }
    let code = Int(value)
    return (setWords[Int(words.lowerBound) + code / 32] >> Int32(code % 32)) & 1 == 1
  }

  /// Checks the types of the operands that follow the matrix of features `x`.
  static func checkTypes(_ context: TypeContext, x: TensorType) throws {
    guard x.rank == 2, x.dtype == .f32 || x.dtype == .f64 else {
      throw context.error("the features must be a matrix of f32 or f64")
    }
    let expected: [(DType, Int)] = [
      (.i32, 1), (x.dtype, 1), (.i32, 2), (.i8, 1), (.i32, 1), (.i32, 1), (.i32, 1), (.i32, 1),
    ]
    for (index, (dtype, rank)) in expected.enumerated() {
      let type = try context.tensor(index + 1)
      guard type.dtype == dtype, type.rank == rank else {
        throw context.error("operand \(index + 1) must be \(dtype) of rank \(rank)")
      }
    }
  }
}
