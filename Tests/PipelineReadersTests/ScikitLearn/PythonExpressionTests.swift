// Python source is read, never run: what is not known, too deep or cut short is an error.

import PipelineReaders
import Pipelines
import Testing

struct PythonExpressionTests {
  private func value(_ source: String, columns: Int = 2) throws -> PythonValue {
    var evaluation = PythonEvaluation(
      columns: (0..<columns).map { .number(.column(index: $0)) }, names: ["a", "b"])
    return try evaluation.value(of: PythonParser.expression(source))
  }

  @Test func operatorsBindAsInPython() throws {
    #expect(try value("-2 ** 2").expression == value("-(2 ** 2)").expression)
    #expect(try value("1 + 2 * 3").expression == value("1 + (2 * 3)").expression)
    #expect(try value("not 1 == 2").expression == value("not (1 == 2)").expression)
    #expect(
      try PythonParser.expression("1 if X[0] else 2 if X[1] else 3")
        == PythonParser.expression("1 if X[0] else (2 if X[1] else 3)"))
  }

  @Test func columnsGoByPlaceAndByName() throws {
    #expect(try value("X[1]").expression == .column(index: 1))
    #expect(try value("X[-1]").expression == .column(index: 1))
    #expect(try value("X['b']").expression == .column(index: 1))
    #expect(throws: PythonError.self) { try value("X[2]") }
    #expect(throws: PythonError.self) { try value("X['c']") }
  }

  @Test(arguments: [
    "open('x')", "__import__('os')", "X.shape", "lambda: 1", "[x for x in X]", "X[0] @ X[1]",
    "numpy.random.rand()", "eval('1')", "", "(", "'", "1 +", "X[", "1e999", "a.b.c", "f(1)(2)",
  ])
  func whatIsNotKnownIsRefused(_ source: String) {
    #expect(throws: PythonError.self) { try value(source) }
  }

  @Test func sourceThatIsCutShortIsAnErrorOrAnExpression() {
    let source = "numpy.where(X[0] >= 1.5e3 and not X['b'] in [1, 2], -X[1] // 2, 'a'[0:1])"
    for length in 0...source.count { _ = try? value(String(source.prefix(length))) }
    let function = "def f(x):\n\tif x > 1:\n\t\ty = x\n\telse:\n\t\treturn 'a'\n\treturn y # all\n"
    for length in 0...function.count {
      _ = try? PythonParser.function(String(function.prefix(length)))
    }
  }

  @Test func nestingAndLengthAreBounded() {
    #expect(throws: PythonError.self) {
      try value(String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000))
    }
    #expect(throws: PythonError.self) { try value(String(repeating: "1+", count: 5000) + "1") }
  }

  @Test func valuesThatAreUsedAgainAndAgainAreBounded() throws {
    let lines = String(repeating: "\ta = a + a\n", count: 40)
    let function = try PythonParser.function("def f(a):\n\(lines)\treturn a\n")
    var evaluation = PythonEvaluation(columns: [], names: [], functions: ["f": function])
    #expect(throws: PythonError.self) { try evaluation.value(of: PythonParser.expression("f(1)")) }
  }

  @Test func columnsThatAreUsedAsTextAreTold() throws {
    for source in ["X[0] == 'a'", "X[0].lower()", "X[0] + 'a'", "len(X[0])", "X[0] in ['a', 'b']"] {
      var evaluation = PythonEvaluation(
        columns: [.number(.column(index: 0))], names: ["a"], openColumns: [0])
      #expect(throws: PythonTextNeeded.self) {
        try evaluation.value(of: PythonParser.expression(source))
      }
    }
    #expect(try value("X[0] == 'a'").expression == .truth(false))
  }

  @Test func functionsThatCallThemselvesAreRefused() throws {
    let function = try PythonParser.function("def f(x):\n\treturn f(x) + f(x)\n")
    var evaluation = PythonEvaluation(columns: [], names: [], functions: ["f": function])
    #expect(throws: PythonError.self) { try evaluation.value(of: PythonParser.expression("f(1)")) }
  }
}
