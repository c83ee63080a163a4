// Runs a case: every model file of it, against the expected values.

import Archives
import FoundationEssentials
import PipelineCompiler
import PipelineReaders
import Pipelines
import Scoring
import Tables
import Tensors

/// What became of a model file.
enum Outcome {
  case passed(remark: String)
  case refused(String)
  case failed(String)
}

extension ConformanceCase {
  /// Scores with the model file called `file`, and compares.
  func run(_ file: String) -> Outcome {
    let session: ScoringSession
    let columns: ExpectedColumns
    do {
      columns = try withAnswers { ExpectedColumns(names: $0.columnNames) }
      let model = try open("\(folder)/\(file)")
      let methods = model.methods.filter { $0.isDefault || columns.needs($0.name) }.map(\.name)
      session = try ScoringSession(model, methods: methods)
    } catch {
      return .refused("\(error)".replacing("\(folder)/\(file): ", with: ""))
    }
    do {
      return try compare(score(session), columns)
    } catch {
      return .failed("\(error)")
    }
  }

  private func compare(_ predictions: Table, _ columns: ExpectedColumns) throws -> Outcome {
    let (given, others) =
      hasFieldNames
      ? ExpectedColumns.named(columns.names, in: predictions) : columns.matched(with: predictions)
    if hasFieldNames, !others.isEmpty {
      return .failed("the model gives \(predictions.columnNames), but not \(others)")
    }
    guard !given.columns.isEmpty else {
      return .refused("the model gives none of the columns \(columns.names)")
    }
    var wanted = try withAnswers { try read($0, as: given) }
    if hasFieldNames { wanted = ExpectedColumns.spellingTruth(in: wanted) }
    let ties = TiedNeighbors(in: predictions)
    let result = try Verification.compare(
      Self.numbers(of: ties?.ordered(given) ?? given, as: wanted),
      Self.numbers(of: ties?.ordered(wanted) ?? wanted, as: given), rtol: tolerances.rtol,
      atol: tolerances.atol)
    if let first = result.mismatches.first {
      return .failed(
        "\(result.mismatchedRowCount) of \(result.rowCount) rows: row \(first.row), "
          + "\(first.column): expected \(first.expected), predicted \(first.predicted)")
    }
    return .passed(
      remark: others.isEmpty ? "" : "not compared: \(others.joined(separator: ", "))")
  }

  private func open(_ path: String) throws -> Model {
    guard description.bestIteration != nil else { return try Model.open(path) }
    // The answers are those of a wrapper that stopped early; a bare booster uses all rounds.
    let bytes = Bytes([UInt8](try Data(contentsOf: URL(filePath: path))))
    return Model(try XGBoostReader.read(bytes, name: path, stopsAtBestIteration: true))
  }

  private func score(_ session: ScoringSession) throws -> Table {
    var tables: [Table] = []
    try withCommas(input) { path in
      let reader = try TableReader(
        path: path, options: TableReadingOptions(missingTokens: missingTokens))
      try session.score(reader, batchSize: .max) { table, _ in tables.append(table) }
    }
    guard let table = tables.first, tables.count == 1 else {
      throw TableError(.tooLarge, file: input, found: "more rows than one batch holds")
    }
    return table
  }

  private func withAnswers<Result>(_ body: (TableReader) throws -> Result) throws -> Result {
    try withCommas(expected) {
      try body(TableReader(path: $0, options: TableReadingOptions(missingTokens: [""])))
    }
  }

  private func read(_ reader: TableReader, as given: Table) throws -> Table {
    let types = given.columns.map {
      ($0.name, $0.type == .string ? Tables.ColumnType.string : .f64)
    }
    try reader.configure(
      types: Dictionary(types, uniquingKeysWith: { first, _ in first }),
      columns: given.columnNames)
    guard let table = try reader.next(maximumRows: .max) else {
      throw TableError(.malformed, file: expected, found: "no rows")
    }
    return table
  }

  /// `table`, with numbers for the columns of text that hold only numbers here and in `other`: some
  /// producers write the label `0` as `0.0`.
  private static func numbers(of table: Table, as other: Table) -> Table {
    func parsed(_ column: Column) -> [Double]? {
      guard column.type == .string else { return nil }
      let texts = column.values.strings
      let numbers = (0..<table.rowCount).compactMap { texts[$0].flatMap(Double.init) }
      return numbers.count == table.rowCount ? numbers : nil
    }
    let columns = table.columns.map { column in
      guard let match = other.columns.first(where: { $0.name == column.name }),
        parsed(match) != nil, let numbers = parsed(column)
      else { return column }
      return Column(name: column.name, values: Tensor(numbers), missing: column.missing)
    }
    return Table(columns: columns, rowCount: table.rowCount)
  }

  /// What `body` makes of the file at `path`, or of a copy with commas where tabs separate its cells.
  private func withCommas<Result>(
    _ path: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let text = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    guard text.prefix(while: { !$0.isNewline }).contains("\t") else { return try body(path) }
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { $0.contains(",") ? "\"\($0)\"" : String($0) }
        .joined(separator: ",")
    }
    let copy = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: copy) }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: copy)
    return try body(copy.path)
  }
}
