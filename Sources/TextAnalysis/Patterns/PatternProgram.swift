// Patterns as programs for a machine that follows all ways at once.

/// One step of a pattern's program.
enum PatternInstruction: Sendable {
  /// Takes one character of a set.
  case take(ScalarSet)
  /// Goes on where the condition holds.
  case check(PatternAssertion)
  /// Goes on at both places, preferring the first.
  case split(Int, Int)
  case jump(Int)
  /// Remembers the place as the group's start or end.
  case markStart, markEnd
  case accept
}

/// A pattern as instructions.
struct PatternProgram: Sendable {
  private(set) var instructions: [PatternInstruction] = []

  /// The most instructions: a bound on the work for each character.
  private static let mostInstructions = 5000

  /// Translates `node`; `nil` where that takes too many instructions.
  init?(_ node: PatternNode) {
    guard emit(node) else { return nil }
    instructions.append(.accept)
  }

  private mutating func emit(_ node: PatternNode) -> Bool {
    guard instructions.count < Self.mostInstructions else { return false }
    switch node {
    case .set(let set): instructions.append(.take(set))
    case .assertion(let assertion): instructions.append(.check(assertion))
    case .sequence(let parts):
      for part in parts { guard emit(part) else { return false } }
    case .alternatives(let parts): return emit(alternatives: parts)
    case .group(let part):
      instructions.append(.markStart)
      guard emit(part) else { return false }
      instructions.append(.markEnd)
    case .repetition(let part, let count, let isGreedy):
      return emit(part, times: count, isGreedy)
    }
    return true
  }

  private mutating func emit(alternatives parts: [PatternNode]) -> Bool {
    var jumps: [Int] = []
    for (place, part) in parts.enumerated() {
      guard place < parts.count - 1 else { return emit(part) && land(jumps) }
      let split = reserve()
      guard emit(part) else { return false }
      jumps.append(reserve())
      instructions[split] = .split(split + 1, instructions.count)
    }
    return true
  }

  private mutating func land(_ jumps: [Int]) -> Bool {
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
    return true
  }

  private mutating func emit(
    _ part: PatternNode, times count: ClosedRange<Int>, _ isGreedy: Bool
  ) -> Bool {
    for _ in 0..<count.lowerBound { guard emit(part) else { return false } }
    if count.upperBound == PatternNode.unbounded {
      let split = reserve()
      guard emit(part) else { return false }
      instructions.append(.jump(split))
      instructions[split] = choice(split + 1, instructions.count, isGreedy)
      return true
    }
    var splits: [Int] = []
    for _ in count.lowerBound..<count.upperBound {
      splits.append(reserve())
      guard emit(part) else { return false }
    }
    for split in splits {
      instructions[split] = choice(split + 1, instructions.count, isGreedy)
    }
    return true
  }

  private func choice(_ inside: Int, _ behind: Int, _ isGreedy: Bool) -> PatternInstruction {
    isGreedy ? .split(inside, behind) : .split(behind, inside)
  }

  /// A place for an instruction that is not known yet.
  private mutating func reserve() -> Int {
    instructions.append(.accept)
    return instructions.count - 1
  }
}
