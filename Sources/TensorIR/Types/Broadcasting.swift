// NumPy's broadcasting rule over symbolic extents.

/// Broadcasting of shapes: axes are aligned at the right, and an extent of 1 repeats.
package enum Broadcasting {
  /// The extents after broadcasting, or `nil` where the two do not fit.
  package static func combine(_ a: [Dimension], _ b: [Dimension]) -> [Dimension]? {
    let rank = max(a.count, b.count)
    var combined: [Dimension] = []
    for axis in 0..<rank {
      let left = axis < rank - a.count ? .fixed(1) : a[axis - (rank - a.count)]
      let right = axis < rank - b.count ? .fixed(1) : b[axis - (rank - b.count)]
      switch (left, right) {
      case (.fixed(1), _): combined.append(right)
      case (_, .fixed(1)): combined.append(left)
      case (.unknown, _): combined.append(right)
      case (_, .unknown): combined.append(left)
      default:
        guard left == right else { return nil }
        combined.append(left)
      }
    }
    return combined
  }
}
