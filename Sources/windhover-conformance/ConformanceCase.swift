// A case of the conformance folder: model files, rows, and the answers of the library that trained
// them.

import FoundationEssentials

/// A case.
struct ConformanceCase {
  /// What `meta.json` says.
  struct Description: Decodable {
    struct Comparison: Decodable {
      var rtol: Double
      var atol: Double

      init(rtol: Double, atol: Double) {
        self.rtol = rtol
        self.atol = atol
      }

      enum CodingKeys: String, CodingKey {
        case rtol, atol
        case numericRtol = "numeric_rtol"
        case numericAtol = "numeric_atol"
      }

      init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        rtol =
          try keys.decodeIfPresent(Double.self, forKey: .rtol)
          ?? keys.decode(Double.self, forKey: .numericRtol)
        atol =
          try keys.decodeIfPresent(Double.self, forKey: .atol)
          ?? keys.decode(Double.self, forKey: .numericAtol)
      }
    }

    /// One name, or several.
    struct Names: Decodable {
      var list: [String]

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let name = try? value.decode(String.self) {
          list = [name]
        } else {
          list = try value.decode([String].self)
        }
      }
    }

    var input: String
    var model: Names?
    var expected: String?
    var compare: Comparison?
    var missingTokens: [String]?
    var bestIteration: String?
    var sklearnClasses: [String]?
    var externalClasses: [String]?

    enum CodingKeys: String, CodingKey {
      case input, model, expected, compare
      case missingTokens = "missing_tokens"
      case bestIteration = "best_iteration"
      case sklearnClasses = "sklearn_classes"
      case externalClasses = "external_classes"
    }
  }

  /// The name of the case.
  var name: String
  /// The folder of the case.
  var folder: String
  /// What it says of itself.
  var description: Description

  /// Reads the case in `folder`; `nil` where the folder holds none.
  init?(folder: String, name: String) throws {
    let path = "\(folder)/\(name)/meta.json"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let data = try Data(contentsOf: URL(filePath: path))
    description = try JSONDecoder().decode(Description.self, from: data)
    self.name = name
    self.folder = "\(folder)/\(name)"
  }

  /// The cases in the folder of a format, by name.
  static func all(in folder: String) throws -> [ConformanceCase] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return try names.sorted().compactMap { try ConformanceCase(folder: folder, name: $0) }
  }

  /// The model files, each of which must give the expected values.
  var models: [String] { description.model?.list ?? ["model.pkl"] }

  /// Whether columns of answers have the names of the model's own outputs.
  var hasFieldNames: Bool { models.allSatisfy { $0.hasSuffix(".pmml") } }

  /// The file of rows.
  var input: String { "\(folder)/\(description.input)" }

  /// The file of answers.
  var expected: String { "\(folder)/\(description.expected ?? "expected.csv")" }

  /// The words that stand for a missing value: the third parties' files use `N/A`.
  var missingTokens: [String] { description.missingTokens ?? ["", "NA", "N/A", "NaN", "nan"] }

  /// The tolerances; the pickles' answers are as their library printed them, in part with seven
  /// digits, which is what a 32-bit number has.
  var tolerances: Description.Comparison {
    description.compare ?? Description.Comparison(rtol: 1e-5, atol: 1e-7)
  }

  /// Whether a refusal by name is a gap, and no failure.
  var mayBeRefused: Bool { hasFieldNames || optionalClass != nil }

  /// The name of a class that is not among the operators that must be supported; `nil` for a case
  /// that has no right to be refused.
  var optionalClass: String? {
    let classes = (description.sklearnClasses ?? []) + (description.externalClasses ?? [])
    return classes.first { !RequiredClasses.contains($0) }
  }
}
