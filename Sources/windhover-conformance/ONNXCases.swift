// ONNX's operator tests: folders of a model, inputs and outputs.

import FoundationEssentials
import ONNXReader

/// The folders of ONNX's tests.
enum ONNXCases {
  /// The kinds of tests, a folder each.
  static let kinds = ["node", "simple", "pytorch-operator", "pytorch-converted"]

  /// Runs the tests below `folder` whose names contain `part`, and tells `report` the place and outcome
  /// of each.
  static func run(
    in folder: String, part: String?, report: (_ place: String, _ outcome: Outcome) -> Void
  ) {
    for kind in kinds {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")) ?? []
      var counts = (passed: 0, refused: 0, failed: 0)
      for name in names.sorted() where part.map({ name.contains($0) }) ?? true {
        let path = "\(folder)/\(kind)/\(name)"
        guard TestFolder.recognizes(path) else { continue }
        let outcome = outcome(of: path)
        switch outcome {
        case .passed: counts.passed += 1
        case .refused: counts.refused += 1
        case .failed: counts.failed += 1
        }
        report("onnx-node-tests/\(kind)/\(name)", outcome)
      }
      guard counts.passed + counts.refused + counts.failed > 0 else { continue }
      print(
        "onnx-node-tests/\(kind): \(counts.passed) passed, \(counts.refused) refused, "
          + "\(counts.failed) failed")
    }
  }

  /// The tolerances are those of ONNX's own runner, but for Fourier transforms: where a sum of terms around
  /// 50 is 0, the recorded one is what is left of rounding to 32 bits.
  private static func outcome(of path: String) -> Outcome {
    do {
      let isTransform = path.contains("/test_dft") || path.contains("/test_stft")
      let outcomes = try TestFolder(path).verify(rtol: 1e-3, atol: isTransform ? 2e-6 : 1e-7)
      guard let first = outcomes.first(where: { $0.difference != nil }) else {
        return .passed(remark: "")
      }
      return .failed("\(first.dataSet), \(first.output): \(first.difference ?? "")")
    } catch {
      return .refused("\(error)".replacing("\(path)/", with: ""))
    }
  }
}
