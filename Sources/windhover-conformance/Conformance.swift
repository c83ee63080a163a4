// Runs third parties' models with their recorded predictions, and prints a table.
//
//     windhover-conformance FOLDER [NAME]
//
// FOLDER holds the folders of formats; NAME, if given, must be part of a case's name. A model file
// passes, is refused (for a reason, such as a class that is not known), or fails. The exit code is 1
// where one fails, and where one is refused that consists of required operators only.

import Glibc
import Scoring

/// The command.
@main
enum Conformance {
  private static let formats = [
    "xgboost-json", "lightgbm-txt", "catboost-cbm", "sklearn-pkl", "pmml-pairs", "pmml-dmg",
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 || arguments.count == 3 else {
      print("usage: windhover-conformance FOLDER [NAME]")
      exit(64)
    }
    var total = Counts()
    var summary: [String] = []
    for format in formats {
      var counts = Counts()
      for scored in try ConformanceCase.all(in: "\(arguments[1])/\(format)")
      where arguments.count == 2 || scored.name.contains(arguments[2]) {
        for file in scored.models {
          let place = "\(format)/\(scored.name)/\(file)"
          switch scored.run(file) {
          case .passed(let remark):
            counts.passed += 1
            print(line(place, "passed", remark))
          case .refused(let reason) where scored.mayBeRefused:
            counts.refused += 1
            print(line(place, "refused", reason))
          case .refused(let reason):
            counts.failed += 1
            print(
              line(place, "FAILED", "refused, though all its operators are required: \(reason)"))
          case .failed(let reason):
            counts.failed += 1
            print(line(place, "FAILED", reason))
          }
        }
      }
      summary.append("\(format): \(counts)")
      total.add(counts)
    }
    var counts = Counts()
    ONNXCases.run(
      in: "\(arguments[1])/onnx-node-tests", part: arguments.count == 3 ? arguments[2] : nil
    ) { place, outcome in
      switch outcome {
      case .passed(let remark):
        counts.passed += 1
        print(line(place, "passed", remark))
      case .refused(let reason):
        counts.refused += 1
        print(line(place, "refused", reason))
      case .failed(let reason):
        counts.failed += 1
        print(line(place, "FAILED", reason))
      }
    }
    summary.append("onnx-node-tests: \(counts)")
    total.add(counts)
    print(summary.joined(separator: "\n"))
    print(total)
    exit(total.failed == 0 ? 0 : 1)
  }

  private static func line(_ place: String, _ outcome: String, _ remark: String) -> String {
    let gap = String(repeating: " ", count: max(1, 66 - place.count))
    let shown = remark.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "\(place)\(gap)\(outcome)" + (shown.isEmpty ? "" : "  \(shown)")
  }
}

/// How many model files passed, were refused and failed.
private struct Counts: CustomStringConvertible {
  var passed = 0
  var refused = 0
  var failed = 0

  mutating func add(_ other: Counts) {
    passed += other.passed
    refused += other.refused
    failed += other.failed
  }

  var description: String { "\(passed) passed, \(refused) refused, \(failed) failed" }
}
