// A transformer for each group of columns: `ColumnTransformer`.

import Pipelines

/// Translates `ColumnTransformer`.
struct ColumnTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn.compose.ColumnTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let weights = estimator.optional("transformer_weights")
    let selections = ColumnSelections(of: estimator, names: features.names)
    var parts: [Features] = []
    for (index, entry) in try estimator.list("transformers_").enumerated() {
      let place = "transformers_[\(index)]"
      guard let triple = entry.sequence, triple.count == 3, let name = triple[0].text else {
        throw estimator.malformed(
          place, found: entry.summary, expected: "a name, a transformer and columns")
      }
      if triple[1].text == "drop" { continue }
      let columns = try selections.indices(of: name, triple[2], at: "\(place)[2]")
      // A transformer of no columns was never fitted.
      if columns.isEmpty { continue }
      var part = try context.select(columns, of: features, for: estimator)
      if triple[1].text != "passthrough" {
        let transformer = try estimator.part(triple[1], at: "\(place) '\(name)'")
        part = try context.transform(part, by: transformer)
      }
      part = try context.weigh(part, by: name, in: weights, of: estimator)
      parts.append(part.named(by: name, verbosity: estimator["verbose_feature_names_out"]))
    }
    var result = try context.concatenate(parts, for: estimator)
    // Fitting decided about sparsity, by the density of the result.
    result.isSparse = try estimator.flag("sparse_output_", default: result.isSparse)
    return result
  }
}

/// The columns that the parts of a `ColumnTransformer` take, as places among its input.
struct ColumnSelections {
  private let estimator: Estimator
  private let places: [String: Int]
  private let width: Int

  /// Prepares to find columns among those called `names`, or by the names it was fitted on.
  init(of estimator: Estimator, names: [String]) {
    self.estimator = estimator
    width = names.count
    let fitted = (try? estimator.texts("feature_names_in_")) ?? names
    places = Dictionary(
      fitted.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The places that `selection` means: one name or number, a list of either, a mask or a slice.
  ///
  /// What the transformer called `name` takes was worked out when fitting, and is used if it is there.
  func indices(of name: String, _ selection: InertValue, at place: String) throws -> [Int] {
    if case .dictionary(let fitted)? = estimator["_transformer_to_input_indices"],
      let value = fitted[name]
    {
      let indices = try estimator.integers(
        in: value, at: "_transformer_to_input_indices['\(name)']")
      return try indices.map { try checked($0, at: place) }
    }
    if let text = selection.text { return [try index(of: text, at: place)] }
    if let number = selection.integer { return [try checked(number, at: place)] }
    if case .object(let object) = selection, object.type.name == "slice" {
      return try slice(object, at: place)
    }
    guard let elements = selection.sequence else {
      throw estimator.malformed(place, found: selection.summary, expected: "columns")
    }
    if let mask = mask(elements) {
      guard mask.count == width else {
        throw estimator.malformed(
          place, found: "a mask of \(mask.count) columns", expected: "\(width)")
      }
      return mask.indices.filter { mask[$0] }
    }
    return try elements.map { element in
      if let text = element.text { return try index(of: text, at: place) }
      guard let number = element.integer else {
        throw estimator.malformed(
          place, found: element.summary, expected: "a column's name or number")
      }
      return try checked(number, at: place)
    }
  }

  private func mask(_ elements: [InertValue]) -> [Bool]? {
    let flags = elements.compactMap(\.boolean)
    return flags.isEmpty || flags.count != elements.count ? nil : flags
  }

  private func index(of name: String, at place: String) throws -> Int {
    guard let index = places[name] else {
      throw estimator.malformed(
        place, found: "the column '\(name)'", expected: "one of the columns it was fitted on")
    }
    return index
  }

  /// `index`, counted from the end where negative.
  private func checked(_ index: Int, at place: String) throws -> Int {
    let counted = index < 0 ? index &+ width : index
    guard (0..<width).contains(counted) else {
      throw estimator.malformed(
        place, found: "column \(index)", expected: "one of \(width) columns")
    }
    return counted
  }

  /// A slice of numbers as Python means it; one of names includes both ends.
  private func slice(_ object: InertObject, at place: String) throws -> [Int] {
    let parts = object.arguments
    guard parts.count == 3 else {
      throw estimator.malformed(place, found: "a slice without its bounds")
    }
    let step = parts[2].isNone ? 1 : parts[2].integer ?? 0
    guard step > 0 else {
      throw estimator.unsupported(
        "\(place): a slice with the step \(parts[2].summary); list the columns instead")
    }
    func bound(_ value: InertValue, isEnd: Bool) throws -> Int {
      if value.isNone { return isEnd ? width : 0 }
      if let text = value.text { return try index(of: text, at: place) + (isEnd ? 1 : 0) }
      guard let number = value.integer else {
        throw estimator.malformed(place, found: "a slice bound \(value.summary)")
      }
      return min(max(number < 0 ? number &+ width : number, 0), width)
    }
    let start = try bound(parts[0], isEnd: false)
    let end = try bound(parts[1], isEnd: true)
    return start < end ? Array(stride(from: start, to: end, by: step)) : []
  }
}
