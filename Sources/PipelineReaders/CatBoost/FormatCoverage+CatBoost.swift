// What is read of CatBoost's models.

extension FormatCoverage {
  /// CatBoost's own files.
  static let catboost = FormatCoverage(
    name: "catboost", files: "cbm and JSON (`save_model`)", versions: "0.2x to 1.2",
    families: [
      Family(
        "models",
        names: [
          "symmetric trees", "depthwise and lossguide trees", "numbers with missing values",
          "one-hot categories", "statistics of categories and of their combinations",
          "several classes and several targets",
        ])
    ],
    notes: [
      "Trees on text or embedding features are refused by name, as are JSON files without the counts "
        + "that their trees use.",
      "CatBoost's scikit-learn estimators are read in pickles.",
    ])
}
