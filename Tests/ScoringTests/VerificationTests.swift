// Comparing predictions with expected ones.

import Scoring
import Tables
import Tensors
import Testing

struct VerificationTests {
  private func table(_ columns: [(String, Tensor)]) -> Table {
    Table(
      columns: columns.map { Column(name: $0, values: $1) },
      rowCount: columns.first?.1.count ?? 0)
  }

  @Test func numbersWithinTheToleranceAgree() throws {
    let result = try Verification.compare(
      table([("p", Tensor([1.0, .nan, 0])), ("q", Tensor([0.0, 0, 0]))]),
      table([("p", Tensor([1 + 1e-10, .nan, 1e-13]))]), rtol: 1e-9, atol: 1e-12)
    #expect(result.isPassed)
    #expect(result.rowCount == 3)
    #expect(result.largestAbsolute > 0 && result.largestAbsolute < 1.1e-10)
  }

  @Test func whatDiffersIsListed() throws {
    let result = try Verification.compare(
      table([("p", Tensor([1.0, 2])), ("label", Tensor(strings: ["a", "b"]))]),
      table([("p", Tensor([1.0, .nan])), ("label", Tensor(strings: ["c", "b"]))]), rtol: 1,
      atol: 1)
    #expect(result.mismatchedRowCount == 2)
    #expect(result.mismatches.map(\.row) == [0, 1])
    #expect(result.mismatches[0].expected == "c" && result.mismatches[0].predicted == "a")
  }

  @Test func labelsAreComparedExactly() throws {
    let result = try Verification.compare(
      table([("predict", Tensor([Int64(3)]))]), table([("predict", Tensor([Int64(4)]))]), rtol: 1,
      atol: 10)
    #expect(!result.isPassed)
  }

  @Test func anUnknownExpectedColumnIsAnErrorThatListsBothSides() {
    let error = #expect(throws: ScoringError.self) {
      try Verification.compare(
        table([("predict", Tensor([1.0]))]), table([("prediction", Tensor([1.0]))]), rtol: 0,
        atol: 0)
    }
    #expect(error?.description.contains("'prediction'") == true)
    #expect(error?.description.contains("'predict'") == true)
  }
}
