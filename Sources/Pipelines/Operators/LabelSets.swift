// Sets of labels to indicators.

import Tensors

/// One column for each label, 1 where the set of labels in the cell has it (`MultiLabelBinarizer`).
///
/// A cell is a text that holds the labels as a JSON list: `["red", "blue"]`, `[3, 7]`. Other labels are
/// ignored, as the library ignores them with a warning.
public struct LabelSets: PipelineOperator {
  public static let name = "label-sets"
  public static let meaning =
    "one column for each label, 1 where the JSON list of labels in the cell has it"

  /// The labels, all texts or all numbers.
  public var labels: [CellValue]

  /// Finds `labels`.
  public init(labels: [CellValue]) { self.labels = labels }

  public var kind: String { "sets of labels" }
  public var facts: [String] { ["\(labels.count) labels"] }

  /// Whether the labels are texts, and not numbers.
  public var areTexts: Bool {
    if case .text? = labels.first { true } else { false }
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    guard table.columns.map(\.dtype) == [.string] else {
      throw PipelineError(
        at: kind, "one column of text was expected, each cell a JSON list of labels")
    }
    let isUniform = labels.allSatisfy {
      switch $0 {
      case .text: areTexts
      // Larger whole numbers are not all told apart.
      case .number(let number): !areTexts && number.magnitude < 0x1p53
      case .missing: false
      }
    }
    guard !labels.isEmpty, isUniform else {
      throw PipelineError(
        at: kind, "labels that are all texts, or all numbers below 2^53, were expected")
    }
    return TableType(width: labels.count, dtype: .i64)
  }
}
