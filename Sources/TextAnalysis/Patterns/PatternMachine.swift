// Following all ways through a pattern at once, in the order in which backtracking would try them.

/// One occurrence of a pattern.
struct PatternMatch: Hashable, Sendable {
  /// The whole occurrence.
  var range: Range<Int>
  /// What the group remembered; `nil` where it took no part.
  var group: Range<Int>?
}

/// Runs a pattern's program: the time is the length of the text times that of the program.
struct PatternMachine {
  private struct Thread {
    var place: Int
    var start: Int
    var groupStart: Int
    var groupEnd: Int
  }

  private let program: [PatternInstruction]
  private let text: UnsafeBufferPointer<UInt32>
  private var current: [Thread] = []
  private var following: [Thread] = []
  private var pending: [Thread] = []
  /// The step at which each instruction was last reached.
  private var reached: [Int]
  private var step = 0
  /// The work that is left; searches may look far ahead and come back.
  private var budget: Int

  /// Prepares to search `text`.
  init(_ program: PatternProgram, _ text: UnsafeBufferPointer<UInt32>) {
    self.program = program.instructions
    self.text = text
    reached = Array(repeating: -1, count: program.instructions.count)
    budget = Self.budget(for: text.count)
  }

  /// Generous for every pattern that does not look ahead over the whole text at each of its places.
  private static func budget(for count: Int) -> Int { 20_000_000 + 1000 * count }

  /// The leftmost occurrence from `start` on, and of those the one that Python prefers.
  ///
  /// An occurrence right at `start` may not be empty where `mustAdvance` says so.
  /// - Throws: ``PatternTooSlow`` where the budget is used up.
  mutating func search(
    from start: Int, mustAdvance: Bool
  ) throws(PatternTooSlow) -> PatternMatch? {
    var best: PatternMatch?
    current.removeAll(keepingCapacity: true)
    for index in start...text.count {
      step += 1
      budget -= current.count + 1
      guard budget > 0 else { throw PatternTooSlow() }
      following.removeAll(keepingCapacity: true)
      // Ways that began earlier come first; with an occurrence at hand no new one begins.
      var isCut = false
      for thread in current where !isCut {
        isCut = advance(thread, index, mustAdvance ? start : -1, &best)
      }
      if !isCut, best == nil {
        let fresh = Thread(place: 0, start: index, groupStart: -1, groupEnd: -1)
        _ = advance(fresh, index, mustAdvance ? start : -1, &best)
      }
      guard index < text.count else { break }
      if following.isEmpty, best != nil { break }
      current.removeAll(keepingCapacity: true)
      let value = text[index]
      for thread in following {
        guard case .take(let set) = program[thread.place], set.contains(value) else { continue }
        var moved = thread
        moved.place += 1
        current.append(moved)
      }
      if current.isEmpty, best != nil { break }
    }
    return best
  }

  /// Follows a thread to every character that it can take next; gives whether it was accepted, after
  /// which threads behind it do not count.
  private mutating func advance(
    _ thread: Thread, _ index: Int, _ forbiddenEnd: Int, _ best: inout PatternMatch?
  ) -> Bool {
    pending.append(thread)
    while var thread = pending.popLast() {
      while reached[thread.place] != step {
        reached[thread.place] = step
        budget -= 1
        switch program[thread.place] {
        case .take:
          following.append(thread)
        case .check(let assertion):
          guard assertion.holds(at: index, in: text) else { break }
          thread.place += 1
          continue
        case .jump(let place):
          thread.place = place
          continue
        case .split(let first, let second):
          var other = thread
          other.place = second
          pending.append(other)
          thread.place = first
          continue
        case .markStart:
          thread.groupStart = index
          thread.groupEnd = -1
          thread.place += 1
          continue
        case .markEnd:
          thread.groupEnd = index
          thread.place += 1
          continue
        case .accept:
          guard index != forbiddenEnd || thread.start != index else { break }
          best = PatternMatch(
            range: thread.start..<index,
            group: thread.groupEnd < 0 ? nil : thread.groupStart..<thread.groupEnd)
          pending.removeAll(keepingCapacity: true)
          return true
        }
        break
      }
    }
    return false
  }
}

/// A pattern took more steps over a text than any sensible one does.
public struct PatternTooSlow: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String {
    "the pattern looks ahead too far, too often; use a simpler pattern or shorter texts"
  }
}
