// Patterns that are runs of one kind of character, the most frequent ones.

/// All longest runs of at least some characters of a set: `\b\w\w+\b`, `[a-z]+`, `\S{3,}`.
struct RunPattern: Sendable {
  private let set: ScalarSet
  private let shortest: Int

  /// `nil` where the pattern is another.
  init?(_ node: PatternNode) {
    var parts = Self.parts(of: node)
    // At the ends of a longest run of word characters there is a boundary.
    var boundaries: [PatternAssertion] = []
    if case .assertion(let assertion)? = parts.first {
      boundaries.append(assertion)
      parts.removeFirst()
    }
    if case .assertion(let assertion)? = parts.last {
      boundaries.append(assertion)
      parts.removeLast()
    }
    guard case .repetition(.set(let set), let count, isGreedy: true)? = parts.last,
      count.upperBound == PatternNode.unbounded,
      parts.dropLast().allSatisfy({ $0 == .set(set) })
    else { return nil }
    for boundary in boundaries {
      guard case .wordBoundary(let isASCII) = boundary, set.isWordClass(isASCII: isASCII) else {
        return nil
      }
    }
    shortest = count.lowerBound + parts.count - 1
    // Empty matches between runs are not runs.
    guard shortest > 0 else { return nil }
    self.set = set
  }

  /// What stands one after the other; a group around everything gives what its content gives.
  private static func parts(of node: PatternNode) -> [PatternNode] {
    switch node {
    case .group(let content): parts(of: content)
    case .sequence(let parts): parts
    default: [node]
    }
  }

  /// Visits the runs in order.
  @inline(__always)
  func forEachRun<Element: FixedWidthInteger>(
    in text: UnsafeBufferPointer<Element>, _ body: (Range<Int>) throws -> Void
  ) rethrows {
    var index = 0
    while index < text.count {
      guard set.contains(UInt32(truncatingIfNeeded: text[index])) else {
        index += 1
        continue
      }
      let start = index
      repeat {
        index += 1
      } while index < text.count
        && set.contains(UInt32(truncatingIfNeeded: text[index]))
      if index - start >= shortest { try body(start..<index) }
    }
  }
}
