// The producers' names of expected columns, as predictions of ours.

import Tables
import Tensors

/// How the columns of an expected table are computed from predictions.
enum ExpectedColumns {
  /// The expected columns that predictions can be compared with, computed from `predictions`, and the
  /// names of the others.
  ///
  /// Columns before the first probability are predictions, one a target, whatever their names;
  /// `probability(CLASS)` is `predict_proba[CLASS]`. A bare booster predicts probabilities, from which
  /// its label follows.
  static func matched(
    _ names: [String], with predictions: Table
  ) -> (table: Table, others: [String]) {
    let given = predictions.columns.filter { $0.name.hasPrefix("predict") }
    let hasProbabilities = given.contains { $0.name.hasPrefix("predict_proba") }
    if names.contains(where: { $0.hasPrefix("probability(") }), !hasProbabilities {
      return (booster(names, given, predictions.rowCount), [])
    }
    var columns: [Column] = []
    var others: [String] = []
    var targets = given.filter { !$0.name.hasPrefix("predict_proba") }[...]
    for name in names {
      if let label = argument(of: "probability", in: name) {
        let wanted = "predict_proba[\(label)]".lowercased()
        if let match = given.first(where: { $0.name.lowercased() == wanted }) {
          columns.append(Column(name: name, values: match.values, missing: match.missing))
          continue
        }
      } else if !name.contains("("), let target = targets.popFirst() {
        columns.append(Column(name: name, values: target.values, missing: target.missing))
        continue
      }
      others.append(name)
    }
    return (Table(columns: columns, rowCount: predictions.rowCount), others)
  }

  /// The columns of predictions that have the names of expected ones, and the names of the others.
  static func named(
    _ names: [String], in predictions: Table
  ) -> (table: Table, others: [String]) {
    let columns = names.compactMap { predictions[$0] }
    return (
      Table(columns: columns, rowCount: predictions.rowCount),
      names.filter { predictions[$0] == nil }
    )
  }

  /// Truth values as documents spell them, where a producer spelled them as Python does.
  static func spellingTruth(in table: Table) -> Table {
    let columns = table.columns.map { column -> Column in
      guard column.type == .string else { return column }
      let strings = column.values.strings
      let texts = (0..<table.rowCount).map { row -> String? in
        guard let text = strings[row] else { return nil }
        return text == "True" || text == "False" ? text.lowercased() : text
      }
      return Column(name: column.name, values: Tensor(strings: texts), missing: column.missing)
    }
    return Table(columns: columns, rowCount: table.rowCount)
  }

  /// `CLASS` of `probability(CLASS)`.
  private static func argument(of function: String, in name: String) -> String? {
    guard name.hasPrefix(function + "("), name.hasSuffix(")") else { return nil }
    return String(name.dropFirst(function.count + 1).dropLast())
  }

  /// Labels and probabilities from those of a bare booster.
  private static func booster(_ names: [String], _ given: [Column], _ rowCount: Int) -> Table {
    let scores = given.map { $0.values.doubles() }
    var columns: [[Double]] = []
    if names.count == 3 * scores.count {
      // Two classes a target: label, probability of the first, probability of the second.
      for score in scores {
        columns += [score.map { $0 > 0.5 ? 1 : 0 }, score.map { 1 - $0 }, score]
      }
    } else {
      let labels = (0..<rowCount).map { row in
        Double(scores.indices.max { scores[$0][row] < scores[$1][row] } ?? 0)
      }
      columns = [labels] + scores
    }
    return Table(
      columns: zip(names, columns).map { Column(name: $0, values: Tensor($1, shape: [rowCount])) },
      rowCount: rowCount)
  }
}
