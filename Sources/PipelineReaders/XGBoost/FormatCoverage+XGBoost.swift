// What is read of XGBoost's models.

extension FormatCoverage {
  /// XGBoost's own files.
  static let xgboost = FormatCoverage(
    name: "xgboost", files: "JSON and UBJSON", versions: "1.6 to 3.x",
    families: [
      Family(
        "boosters",
        names: [
          "gbtree", "dart", "gblinear", "random forests", "multi-target trees",
          "categorical splits", "categories stored in the model",
        ]),
      Family("objectives", names: XGBoostObjective.names),
    ],
    notes: [
      "The binary format that XGBoost 3.1 removed is refused with what to do.",
      "`predict` of a bare model uses all rounds, as `Booster.predict` does; the scikit-learn wrapper "
        + "stops at its best one, and so does what reads it.",
    ])
}
