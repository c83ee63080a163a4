// The sets of categories that the nodes of an ensemble test, each kept once.

/// Collects category sets as words of 32 bits.
struct CategorySets {
  /// The sets so far.
  private(set) var sets: [[UInt32]] = []
  private var places: [[UInt32]: Int] = [:]
  private var room: Int

  /// Begins a collection for a model of `byteCount` bytes.
  ///
  /// A few bytes can name a huge code, which makes a huge set, so that the memory of all sets together
  /// is bounded: four times the file, and no less than 64 MiB.
  init(byteCount: Int) { room = max(byteCount, 1 << 24) }

  /// The place of the set with these words; `nil` where the sets become too large.
  mutating func place(ofWords words: [UInt32]) -> Int? {
    if let place = places[words] { return place }
    guard words.count <= room else { return nil }
    room -= words.count
    places[words] = sets.count
    sets.append(words)
    return sets.count - 1
  }

  /// The place of the set of `codes`, none negative; `nil` where the sets become too large.
  mutating func place(ofCodes codes: ArraySlice<Int>) -> Int? {
    let wordCount = (codes.max() ?? -1) / 32 + 1
    guard wordCount <= room else { return nil }
    var words = [UInt32](repeating: 0, count: wordCount)
    for code in codes { words[code / 32] |= 1 << UInt32(code % 32) }
    return place(ofWords: words)
  }
}
