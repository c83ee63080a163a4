// CatBoost's statistics of categories ("CTRs"): what was counted, and the number that it becomes.

/// How one statistic is computed.
struct CatBoostStatistic: Hashable, Sendable {
  /// What is counted.
  enum Kind: Int, Hashable, Sendable {
    case borders
    case buckets
    case binarizedTargetMeanValue
    case floatTargetMeanValue
    case counter
    case featureFreq

    /// The kind called `name` in JSON.
    init?(name: String) {
      let names = [
        "Borders", "Buckets", "BinarizedTargetMeanValue", "FloatTargetMeanValue", "Counter",
        "FeatureFreq",
      ]
      guard let place = names.firstIndex(of: name) else { return nil }
      self.init(rawValue: place)
    }
  }

  /// A condition that a number is above a border.
  struct NumberCondition: Hashable, Sendable {
    /// The number among the features of numbers.
    var feature: Int
    var border: Float
  }

  /// A condition that a category is a certain one.
  struct CategoryCondition: Hashable, Sendable {
    /// The number among the features of categories.
    var feature: Int
    var hash: Int
  }

  /// What is counted by.
  struct Projection: Hashable, Sendable {
    var categories: [Int] = []
    var numbers: [NumberCondition] = []
    var matches: [CategoryCondition] = []
  }

  /// What was counted.
  struct Base: Hashable, Sendable {
    var projection: Projection
    var kind: Kind
    /// Which of several divisions of the targets into classes was counted with.
    var classifier = 0
  }

  var base: Base
  /// Which class of targets is asked for.
  var targetClass = 0
  var priorNumerator: Float = 0
  var priorDenominator: Float = 1
  var shift: Float = 0
  var scale: Float = 1

  /// The statistic of counts, in 32 bits, as CatBoost computes it.
  func value(good: Float, total: Float) -> Float {
    let ratio = (good + priorNumerator) / (total + priorDenominator)
    return (ratio + shift) * scale
  }
}

/// What was counted of each value of a projection.
struct CatBoostCounts: Sendable {
  /// The hashes of the values.
  var keys: [UInt64] = []
  /// `keys.count x width`: the numbers of each key.
  var numbers: [Double] = []
  /// How many numbers a key has: one a class of targets, a sum and a count, or one count.
  var width = 1
  /// The total of counters.
  var denominator = 0

  /// The statistic of each key, and of what was not seen.
  ///
  /// - Returns: `nil` where a key has not the numbers that the statistic is made of.
  func values(of statistic: CatBoostStatistic) -> (seen: [Float], unseen: Float)? {
    func each(_ parts: (Int) -> (good: Float, total: Float)) -> [Float] {
      keys.indices.map { key in
        let (good, total) = parts(key * width)
        return statistic.value(good: good, total: total)
      }
    }
    let target = statistic.targetClass
    switch statistic.base.kind {
    case .counter, .featureFreq:
      guard width == 1 else { return nil }
      let total = Float(denominator)
      return (each { (Float(numbers[$0]), total) }, statistic.value(good: 0, total: total))
    case .binarizedTargetMeanValue, .floatTargetMeanValue:
      guard width == 2 else { return nil }
      return (
        each { (Float(numbers[$0]), Float(numbers[$0 + 1])) },
        statistic.value(good: 0, total: 0)
      )
    case .buckets:
      guard (0..<width).contains(target) else { return nil }
      return (
        each { (Float(numbers[$0 + target]), sum($0, from: 0)) },
        statistic.value(good: 0, total: 0)
      )
    case .borders:
      guard width >= 2, (0..<width - 1).contains(target) || width == 2 else { return nil }
      let first = width == 2 ? 1 : target + 1
      return (
        each { (sum($0, from: first), sum($0, from: 0)) }, statistic.value(good: 0, total: 0)
      )
    }
  }

  /// The sum of the counts of the classes from `first` on; rounded only as a whole.
  private func sum(_ start: Int, from first: Int) -> Float {
    Float(numbers[start + first..<start + width].reduce(0, +))
  }
}
