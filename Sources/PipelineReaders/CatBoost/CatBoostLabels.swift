// The classes of a CatBoost classifier: what training noted down, in several ways over the years.

import Pipelines

/// The labels of a model's classes.
struct CatBoostLabels: Hashable, Sendable {
  /// The labels, in the order of probabilities.
  var labels: ClassLabels
  /// For each raw score, the place of its class among the labels.
  var places: [Int]
}

extension CatBoostModel {
  /// The classes of a model that decides for one of several.
  /// - Throws: `ReaderError` where the classes do not fit the scores.
  func classLabels() throws(ReaderError) -> CatBoostLabels {
    let count = outputCount == 1 ? 2 : outputCount
    let options = info["class_params"] ?? info["multiclass_params"]
    let places = options?["class_to_label"]?.doubles?.map { Int($0.clamped) } ?? []
    var labels: ClassLabels?
    if let names = options?["class_names"]?.elements, !names.isEmpty {
      labels = try Self.labels(names, type: options?["class_label_type"]?.string)
    } else if let classes = options?["classes_count"]?.integer, classes > 0 {
      guard classes <= 1 << 16 else {
        throw ReaderError(
          format: "CatBoost", place: .path("class_params.classes_count"), found: "\(classes)",
          expected: "at most \(1 << 16)", advice: ReaderError.damaged)
      }
      labels = .integers(Array(0..<classes))
    } else if !places.isEmpty {
      // Integers from 0 in other than their own order stand for themselves.
      return try checked(
        CatBoostLabels(labels: .integers(places), places: Array(places.indices)), count)
    } else if let names = info["params"]?["data_processing_options"]?["class_names"]?.elements,
      !names.isEmpty
    {
      labels = try Self.labels(names, type: nil)
    }
    let found = labels ?? .integers(Array(0..<count))
    if found.count > count, places.count == count, Set(places).count == count,
      places.allSatisfy((0..<found.count).contains)
    {
      return CatBoostLabels(labels: found, places: places)
    }
    return try checked(CatBoostLabels(labels: found, places: Array(0..<count)), count)
  }

  private func checked(
    _ labels: CatBoostLabels, _ count: Int
  ) throws(ReaderError) -> CatBoostLabels {
    guard labels.labels.count == count else {
      throw ReaderError(
        format: "CatBoost", place: .path("class_params"), found: "\(labels.labels.count) classes",
        expected: "\(count), for which there are scores", advice: ReaderError.damaged)
    }
    return labels
  }

  private static func labels(
    _ names: [JSONValue], type: String?
  ) throws(ReaderError) -> ClassLabels {
    let array = JSONValue.array(names)
    let texts = names.compactMap(\.string)
    let flags = names.compactMap(\.bool)
    switch type {
    case "Float": if let numbers = array.doubles { return .doubles(numbers) }
    case "Integer": if let numbers = array.integers { return .integers(numbers) }
    default: break
    }
    if texts.count == names.count { return .strings(texts) }
    if flags.count == names.count { return .bools(flags) }
    if let numbers = array.integers { return .integers(numbers) }
    if let numbers = array.doubles { return .doubles(numbers) }
    throw ReaderError(
      format: "CatBoost", place: .path("class_params.class_names"),
      found: "labels of several types",
      expected: "only texts, numbers or truth values", advice: ReaderError.damaged)
  }
}

extension Double {
  /// The number within what integers hold; NaN becomes 0.
  fileprivate var clamped: Double { isNaN ? 0 : Swift.min(Swift.max(self, -1e15), 1e15) }
}
