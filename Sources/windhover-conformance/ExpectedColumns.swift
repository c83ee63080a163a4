// The producers' names of expected columns, as predictions of ours.

import Tables
import Tensors

/// How the columns of an expected table are computed from predictions.
struct ExpectedColumns {
  /// The names of the expected columns.
  let names: [String]

  /// Whether a method is needed, beside those that models give without being asked.
  func needs(_ method: String) -> Bool {
    switch method {
    case "predict_transform", "predict_proba_transform", "apply_transform": true
    case "decision_function": names.contains("decisionFunction")
    case "transform": names.contains { $0.hasPrefix("affinity(") }
    case "kneighbors": names.contains { $0.hasPrefix("neighbor(") }
    case "apply": names.contains("nodeId")
    default: false
    }
  }

  /// The expected columns that predictions can be compared with, computed from `predictions`, and the
  /// names of the others.
  ///
  /// Columns before the first probability are predictions, one a target, whatever their names;
  /// `probability(CLASS)` is `predict_proba[CLASS]`. A bare booster predicts probabilities, from which
  /// its label follows.
  func matched(with predictions: Table) -> (table: Table, others: [String]) {
    let given = predictions.columns
    let targets = given.filter { $0.name == "predict" || $0.name.hasPrefix("predict[") }
    let hasProbabilities = given.contains { $0.name.hasPrefix("predict_proba") }
    if names.contains(where: { $0.hasPrefix("probability(") }), !hasProbabilities {
      return (booster(targets, predictions.rowCount), [])
    }
    var columns: [Column] = []
    var others: [String] = []
    var rest = targets[...]
    var more = additions(given, targetCount: targets.count)[...]
    for name in names {
      if let match = named(name, given) {
        columns.append(match)
      } else if Self.argument(of: "probability", in: name) == nil, let target = rest.popFirst() {
        columns.append(target.renamed(name))
      } else if Self.argument(of: "probability", in: name) == nil, let column = more.popFirst() {
        columns.append(column.renamed(name))
      } else {
        others.append(name)
      }
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

  /// The column that a name of a fixed meaning stands for.
  private func named(_ name: String, _ given: [Column]) -> Column? {
    func column(_ wanted: String) -> Column? {
      given.first { $0.name.lowercased() == wanted.lowercased() }
    }
    if let label = Self.argument(of: "probability", in: name) {
      return column("predict_proba[\(label)]")?.renamed(name)
    }
    if let cluster = Self.argument(of: "affinity", in: name).flatMap(Int.init) {
      // The producer's measure is the square of the distance.
      let distances = given.filter { $0.name.hasPrefix("transform[") }
      guard distances.indices.contains(cluster) else { return nil }
      return distances[cluster].mapped(name) { $0 * $0 }
    }
    if let place = Self.argument(of: "neighbor", in: name).flatMap(Int.init) {
      // Where there are targets, the producer counts the training rows from 1.
      let first = names.first?.hasPrefix("neighbor(") ?? true ? 0.0 : 1.0
      return column("kneighbors[index][\(place - 1)]")?.mapped(name) { $0 + first }
    }
    switch name {
    case "decisionFunction": return column("decision_function")?.renamed(name)
    case "outlier" where names.contains("decisionFunction"):
      guard let predicted = column("predict") else { return nil }
      let texts = predicted.values.doubles().map { $0 < 0 ? "true" : "false" }
      return Column(name: name, values: Tensor(strings: texts))
    default: return nil
    }
  }

  /// The columns that transforming predictions adds to them, in order.
  private func additions(_ given: [Column], targetCount: Int) -> [Column] {
    func columns(of method: String) -> [Column] {
      given.filter { $0.name.hasPrefix("\(method)[") }
    }
    let transformed = columns(of: "predict_transform").dropFirst(targetCount)
    let probabilities = columns(of: "predict_proba").count
    return Array(transformed)
      + Array(columns(of: "predict_proba_transform").dropFirst(probabilities))
      + columns(of: "apply_transform")
  }

  /// `CLASS` of `probability(CLASS)`.
  private static func argument(of function: String, in name: String) -> String? {
    guard name.hasPrefix(function + "("), name.hasSuffix(")") else { return nil }
    return String(name.dropFirst(function.count + 1).dropLast())
  }

  /// Labels and probabilities from those of a bare booster.
  private func booster(_ given: [Column], _ rowCount: Int) -> Table {
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

extension Column {
  fileprivate func renamed(_ name: String) -> Column {
    Column(name: name, values: values, missing: missing)
  }

  fileprivate func mapped(_ name: String, _ function: (Double) -> Double) -> Column {
    Column(name: name, values: Tensor(values.doubles().map(function)))
  }
}
