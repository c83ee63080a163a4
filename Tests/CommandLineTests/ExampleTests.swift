import Testing

/// The examples predict what their training libraries do.
@Suite struct ExampleTests {
  struct Example: CustomTestStringConvertible {
    let model: String
    let rows: String
    let expected: String
    let tolerance: String

    var testDescription: String { model }
  }

  private static let examples = [
    Example(
      model: "planes/model.pkl", rows: "planes/planes.csv", expected: "planes/expected.csv",
      tolerance: "1e-9"),
    Example(
      model: "diamonds/models/histgradientboosting.pkl", rows: "diamonds/diamonds.csv.gz",
      expected: "diamonds/expected/histgradientboosting.csv.gz", tolerance: "1e-9"),
    Example(
      model: "diamonds/models/xgboost.pkl", rows: "diamonds/diamonds.csv.gz",
      expected: "diamonds/expected/xgboost.csv.gz", tolerance: "1e-5"),
    Example(
      model: "diamonds/models/forest.onnx", rows: "diamonds/diamonds.csv.gz",
      expected: "diamonds/expected/forest.csv.gz", tolerance: "1e-5"),
    Example(
      model: "diamonds/models/linear.pmml", rows: "diamonds/diamonds.csv.gz",
      expected: "diamonds/expected/linear.csv.gz", tolerance: "1e-9"),
  ]

  @Test(arguments: examples) func predictsAsItsLibrary(example: Example) throws {
    let run = try CommandLineRun(
      "verify", "Examples/\(example.model)", "--input", "Examples/\(example.rows)", "--expected",
      "Examples/\(example.expected)", "--rtol", example.tolerance)
    #expect(run.status == 0, "\(run.output) \(run.errors)")
  }
}
