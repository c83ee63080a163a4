// A model against the rows and predictions that its own file holds.

import Archives
import PipelineReaders
import Pipelines
import Tables
import Tensors

extension Model {
  /// Compares the predictions of the model at `path` for the rows that the file itself holds with those
  /// that it holds for them; `nil` where it holds none.
  ///
  /// `threads` is how many threads score; `nil` for all processors.
  public static func verifyRecordedRows(
    of path: String, threads: Int? = nil
  ) throws -> Verification? {
    let file = try MappedFile(path: path)
    guard ModelFormat(of: file.bytes) == .pmml else { return nil }
    let (pipeline, found) = try PMMLReader.readWithRecordedRows(file.bytes, name: path)
    guard let recorded = found else { return nil }
    let known = Dictionary(
      recorded.inputs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let inputs = pipeline.inputs.map { input in
      let name = input.name ?? ""
      // A field that no row has is missing in all.
      let column =
        known[name]
        ?? RecordedRows.Column(name: name, cells: Array(repeating: nil, count: recorded.count))
      return column.values(areText: input.dtype == .string)
    }
    let session = try ScoringSession(Model(pipeline), threads: threads)
    let predictions = try session.score(Table(columns: inputs, rowCount: recorded.count))
    let expected = recorded.predictions.map {
      $0.values(areText: predictions[$0.name]?.type == .string)
    }
    return try Verification.compare(
      predictions, Table(columns: expected, rowCount: recorded.count), rtol: recorded.rtol,
      atol: recorded.atol)
  }
}

extension RecordedRows.Column {
  /// The cells as text or as numbers.
  fileprivate func values(areText: Bool) -> Column {
    if areText {
      return Column(name: name, values: Tensor(strings: cells), missing: cells.map { $0 == nil })
    }
    let numbers = cells.map { $0.flatMap { Double($0) } ?? .nan }
    return Column(
      name: name, values: Tensor(numbers, shape: Shape([numbers.count])),
      missing: numbers.map(\.isNaN))
  }
}
