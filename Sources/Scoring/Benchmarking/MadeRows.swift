// Rows made up for a model, where its user has none at hand.

import Glibc
import Pipelines
import Tables
import Tensors

/// Random rows that fit a model's inputs, the same in every run.
///
/// A number lies between two thresholds that the model knows for its column, all gaps being as likely; where
/// it knows none, numbers are standard normal. Categories are those that the model knows. No cell is missing.
public struct MadeRows {
  /// The rows.
  public let table: Table
  /// What there is to know of them, for people.
  public let notes: [String]

  /// Makes `count` rows for `model`.
  public init(for model: Model, count: Int) {
    let inputs = model.inputs
    var known = inputs.map { _ in DistinctValues() }
    if case .pipeline(let pipeline) = model.content {
      known = DistinctValueSearch(pipeline).values
    }
    var random = RowRandomness()
    var guessed = 0
    var unknownTexts = 0
    table = Table(
      columns: zip(inputs, known).map { input, known in
        let choice = CellChoice(known)
        let isText = input.dtype == .string
        if isText, choice.texts.isEmpty { unknownTexts += 1 }
        if !isText, choice.isEmpty { guessed += 1 }
        return Column(
          name: input.name ?? "", values: choice.values(of: input.dtype, count: count, &random))
      }, rowCount: count)
    var notes = ["random values that the model can tell apart, none of them missing"]
    if guessed > 0 {
      notes.append(
        "standard normal in \(counted(guessed, "column")) of which the model says nothing")
    }
    if unknownTexts > 0 {
      notes.append("invented words in \(counted(unknownTexts, "column")) of text")
    }
    self.notes = notes
  }
}

/// The cells that a column is made of.
private struct CellChoice {
  let thresholds: [Double]
  let numbers: [Double]
  let texts: [String]

  private static let inventedWords = (0..<10).map { "word\($0)" }

  init(_ known: DistinctValues) {
    thresholds = Set(known.thresholds).sorted()
    numbers = Set(known.numbers).sorted()
    texts = known.texts + Self.sentences(of: known.terms)
  }

  /// Whether nothing is known of numbers.
  var isEmpty: Bool { thresholds.isEmpty && numbers.isEmpty }

  /// Texts of some terms each.
  private static func sentences(of terms: [String]) -> [String] {
    let words = 12
    return stride(from: 0, to: min(terms.count, 4_096), by: words).map { start in
      terms[start..<min(start + words, terms.count)].joined(separator: " ")
    }
  }

  func values(of dtype: DType, count: Int, _ random: inout RowRandomness) -> Tensor {
    switch dtype {
    case .string:
      let choice = texts.isEmpty ? Self.inventedWords : texts
      return Tensor(strings: (0..<count).map { _ in choice.randomElement(using: &random) })
    case .bool: return Tensor((0..<count).map { _ in Bool.random(using: &random) })
    case .f32:
      return Tensor((0..<count).map { _ in Float(number(&random)) })
    case .i64:
      return Tensor((0..<count).map { _ in Int64(number(&random).rounded().clamped(to: 0x1p53)) })
    default: return Tensor((0..<count).map { _ in number(&random) })
    }
  }

  private func number(_ random: inout RowRandomness) -> Double {
    if let number = numbers.randomElement(using: &random) { return number }
    guard let first = thresholds.first, let last = thresholds.last else { return random.normal() }
    let margin = max((last - first) / 8, abs(first) / 8, 1e-3)
    let place = Int.random(in: 0...thresholds.count, using: &random)
    let low = place == 0 ? first - margin : thresholds[place - 1]
    let high = place == thresholds.count ? last + margin : thresholds[place]
    let part = Double.random(in: 0..<1, using: &random)
    return low * (1 - part) + high * part
  }
}

extension Double {
  fileprivate func clamped(to limit: Double) -> Double { Swift.min(Swift.max(self, -limit), limit) }
}

/// SplitMix64 from a fixed seed.
struct RowRandomness: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A standard normal number, by the method of Box and Muller.
  mutating func normal() -> Double {
    let radius = (-2 * log(Double.random(in: Double.leastNormalMagnitude..<1, using: &self)))
    return radius.squareRoot() * cos(2 * Double.pi * Double.random(in: 0..<1, using: &self))
  }
}
