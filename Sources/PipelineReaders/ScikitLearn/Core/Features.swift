// What an estimator is applied to: a table of the pipeline and what is known about its columns.

import Pipelines

/// A column of a table between estimators.
struct FeatureColumn {
  /// The name by `get_feature_names_out`.
  var name: String
  /// The input column whose cells these are, unchanged.
  var source: Int?
  /// The input column whose missing cells are missing here too.
  var missingSource: Int?
  /// Whether the cells are dates, as seconds since 1970.
  var isDate = false
  /// Whether training saw whole numbers here, which read differently as text than others do.
  var isInteger = false
  /// The categories of a pandas column of them, in order: boosters take their places for values.
  var categories: [CellValue]?
  /// What Python spells for a missing cell: `nan`, or `None` where an object holds the column.
  var missingText = "nan"
  /// Whether a sparse matrix holds the column's zeros too.
  var storesZeros = false

  /// A column that is computed.
  init(name: String, missingSource: Int? = nil, isDate: Bool = false) {
    self.name = name
    self.missingSource = missingSource
    self.isDate = isDate
  }

  /// An input column.
  init(name: String, input: Int) {
    self.name = name
    source = input
    missingSource = input
  }

  /// This column with other cells, which are missing where these are.
  func recomputed() -> FeatureColumn {
    var column = FeatureColumn(name: name, missingSource: missingSource)
    column.storesZeros = storesZeros
    return column
  }
}

/// A table and its columns.
struct Features {
  /// The table.
  var table: TableReference
  /// The columns.
  var columns: [FeatureColumn]
  /// Whether the library keeps the table as a sparse matrix, to some of whose users, XGBoost's
  /// boosters, a zero is a missing value.
  var isSparse = false

  /// The number of columns.
  var count: Int { columns.count }

  /// The names of the columns.
  var names: [String] { columns.map(\.name) }

  /// The same columns with other cells, which are missing where these are.
  func recomputed(as table: TableReference) -> Features {
    Features(table: table, columns: columns.map { $0.recomputed() }, isSparse: isSparse)
  }
}
