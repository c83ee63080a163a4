// Which labels the lists have that texts hold.

import Tensors
import TextAnalysis

/// `listed_labels`: for each text of the first operand `[rows, 1]`, a JSON list of labels, which labels
/// of the second (rank 1; texts, or numbers `f64`) it has: 1 or 0, as `i64[rows, labels]`.
///
/// A text that is no list of texts, numbers, truth values and nulls gives a row of -1.
struct ListedLabelsOperation: OperationDefinition {
  let name = "listed_labels"
  let summary = """
    For each label (second operand, rank 1, string or f64), 1 where the JSON list in the text has it \
    and 0 where not; -1 throughout where the text is missing or no list of labels.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let texts = try context.tensor(0, of: .string)
    let labels = try context.tensor(1)
    guard texts.rank == 2, texts.dimensions[1].isCompatible(with: .fixed(1)), labels.rank == 1,
      labels.dtype == .string || labels.dtype == .f64
    else { throw context.error("one column of texts and a row of texts or f64 were expected") }
    return [.tensor(.i64, [texts.dimensions[0], labels.dimensions[0]])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (texts, labels) = (try context.tensor(0), try context.tensor(1))
    let keys: [ListedLabel] =
      labels.dtype == .string
      ? (0..<labels.count).map { .text(utf8: Array(labels.strings.utf8($0))) }
      : labels.elements(of: Double.self).map { .number($0) }
    let places = Dictionary(
      keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var flags = [Int64](repeating: 0, count: texts.count * keys.count)
    for row in 0..<texts.count {
      let start = row * keys.count
      let found =
        texts.strings.isMissing(row) ? nil : ListedLabel.list(in: texts.strings.utf8(row))
      guard let found else {
        for place in 0..<keys.count { flags[start + place] = -1 }
        continue
      }
      for label in found {
        if let place = places[label] { flags[start + place] = 1 }
      }
    }
    return [.tensor(Tensor(flags, shape: [texts.count, keys.count]))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

extension FunctionBuilder {
  /// For each of `labels`, 1 where the JSON list in a text has it and 0 where not; -1 without a list.
  public func listedLabels(_ x: ValueID, labels: ValueID) throws -> ValueID {
    try append(one: "listed_labels", [x, labels])
  }
}
