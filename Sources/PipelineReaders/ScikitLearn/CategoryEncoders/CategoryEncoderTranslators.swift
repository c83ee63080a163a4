// Encoders of the package category_encoders, each of which looks categories up in a table.

import Pipelines
import Tensors

/// Translates the encoders whose fitted mappings are tables.
struct CategoryEncoderTranslator: TransformerTranslator {
  let classes = [
    "OrdinalEncoder": "ordinal", "OneHotEncoder": "one_hot", "BinaryEncoder": "binary",
    "BaseNEncoder": "basen", "GrayEncoder": "gray", "CountEncoder": "count",
    "TargetEncoder": "target_encoder", "LeaveOneOutEncoder": "leave_one_out",
    "JamesSteinEncoder": "james_stein", "MEstimateEncoder": "m_estimate",
    "CatBoostEncoder": "cat_boost", "WOEEncoder": "woe", "QuantileEncoder": "quantile_encoder",
    "GLMMEncoder": "glmm", "HelmertEncoder": "helmert", "SumEncoder": "sum_coding",
    "BackwardDifferenceEncoder": "backward_difference", "PolynomialEncoder": "polynomial",
  ].map { "category_encoders.\($1).\($0)" }.sorted()
  let limits = [
    EstimatorLimit("composite_cols", "several columns are looked up together"),
    EstimatorLimit("min_group_size", "categories are renamed before they are looked up"),
    EstimatorLimit("handle_unknown or handle_missing, a function", "it is code, not in the file"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try checkLimits(of: estimator)
    let rules = try CategoryRules(of: estimator).byColumn
    let encoded = try estimator.list("cols").map(\.columnLabel)
    let labels = try estimator.list("feature_names_in_").map(\.columnLabel)
    guard labels.count == features.count else {
      throw estimator.malformed(
        "feature_names_in_", found: "\(labels.count) names", expected: "\(features.count)")
    }
    let types = try labels.map { label -> DType? in
      guard encoded.contains(label) else { return nil }
      return try rules[label]?.type(of: estimator)
    }
    try context.require(types, of: features, by: estimator)
    var parts: [Features] = []
    for (place, label) in labels.enumerated() {
      let column = try context.select([place], of: features, for: estimator)
      guard encoded.contains(label) else {
        parts.append(column)
        continue
      }
      guard let rule = rules[label] else {
        throw estimator.malformed("mapping", found: "no column \(label)")
      }
      if estimator["handle_missing"]?.text == "error" { context.forbidMissing(in: column) }
      if rule.names.isEmpty { continue }
      let spread = try context.select(rule.names.map { _ in 0 }, of: column, for: estimator)
      let table = try context.apply(
        OrdinalEncode(columns: rule.tables), to: spread.table, from: estimator)
      parts.append(
        Features(table: table, columns: rule.names.map { FeatureColumn(name: $0) }))
    }
    let result = try context.concatenate(parts, for: estimator)
    return try dropInvariant(result, of: estimator, in: &context)
  }

  private func checkLimits(of estimator: Estimator) throws {
    for name in ["composite_members_", "min_group_lumping_", "_min_group_categories"] {
      if case .dictionary(let entries)? = estimator[name], !entries.entries.isEmpty {
        throw estimator.unsupported(
          "\(name.hasPrefix("composite") ? "composite_cols" : "min_group_size"): prepare the "
            + "columns before the encoder and fit it without")
      }
    }
  }

  /// Leaves out columns that were found to be constant.
  private func dropInvariant(
    _ features: Features, of estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard try estimator.flag("drop_invariant", default: false) else { return features }
    let dropped = Set(try estimator.list("invariant_cols").map(\.columnLabel))
    let kept = features.columns.indices.filter { !dropped.contains(features.columns[$0].name) }
    return try context.select(kept, of: features, for: estimator)
  }
}

/// Names the encoders that are refused.
struct RefusedCategoryEncoderTranslator: TransformerTranslator {
  private static let reasons = [
    ("hashing.HashingEncoder", "its columns are counts of hashes by Python's hashlib"),
    ("rankhot.RankHotEncoder", "what it does with unseen values depends on their number"),
  ]

  var classes: [String] { Self.reasons.map { "category_encoders.\($0.0)" } }
  var limits: [EstimatorLimit] { Self.reasons.map { EstimatorLimit($0.0, $0.1) } }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let reason = Self.reasons.first { $0.0.hasSuffix(".\(estimator.className)") }?.1 ?? ""
    throw estimator.unsupported("\(reason); use OrdinalEncoder, OneHotEncoder or TargetEncoder")
  }
}

extension InertValue {
  /// The label of a column as pandas shows it.
  var columnLabel: String { text ?? integer.map(String.init) ?? summary }
}
