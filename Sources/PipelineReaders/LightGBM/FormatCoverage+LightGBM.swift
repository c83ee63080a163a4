// What is read of LightGBM's models.

extension FormatCoverage {
  /// LightGBM's own files.
  static let lightgbm = FormatCoverage(
    name: "lightgbm", files: "text (`Booster.save_model`)", versions: "3.x to 4.x",
    families: [
      Family(
        "boosters",
        names: [
          "gbdt", "dart", "rf", "linear trees", "categorical splits", "pandas categories",
        ]),
      Family("objectives", names: LightGBMObjective.names),
    ],
    notes: ["A custom objective gives raw scores.", "The JSON dump is refused with what to do."])
}
