// Which column of the rows is which input of the model.

import Pipelines
import Tables
import Tensors

/// How the columns of some rows go to the inputs of a model.
///
/// By name where the model knows the names of its inputs and the rows have names; columns that the
/// model does not know are ignored then. By position otherwise; there must be as many then.
struct ColumnMatching {
  /// For each input that is used, the place of its column in the rows.
  let places: [(input: Int, column: Int)]

  /// Matches columns called `names`, or `count` columns without names.
  init(
    inputs: [InputColumn], used: [Int], names: [String]?, count: Int, model: String
  ) throws(ScoringError) {
    let known = inputs.compactMap(\.name)
    guard let names, known.count == inputs.count else {
      guard count == inputs.count else {
        throw ScoringError(
          .rows, at: "rows for \(model)",
          "there are \(count) columns" + (names.map { " (\(listed($0)))" } ?? "")
            + ", but the model takes \(inputs.count), by position"
            + (known.isEmpty ? "" : " (\(listed(known)))"))
      }
      places = used.map { ($0, $0) }
      return
    }
    let columns = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
    let missing = used.filter { columns[known[$0]] == nil }.map { known[$0] }
    guard missing.isEmpty else {
      throw ScoringError(
        .rows, at: "rows for \(model)",
        "the columns \(listed(missing)) are missing; the rows have \(listed(names)); "
          + "the model takes \(listed(used.map { known[$0] }))")
    }
    places = used.compactMap { input in columns[known[input]].map { (input, $0) } }
  }
}
