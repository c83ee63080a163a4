// The classes of estimators that have to be supported: a model made of these must not be refused.

/// The required classes.
enum RequiredClasses {
  /// Modules all of whose classes are required, by the beginning of their names.
  private static let modules = [
    "sklearn.pipeline.", "sklearn.compose.", "sklearn.linear_model.", "sklearn.tree.",
    "sklearn.ensemble._forest.", "sklearn.ensemble._gb",
    "sklearn.ensemble._hist_gradient_boosting.",
    "sklearn._loss.", "sklearn.impute._base.SimpleImputer", "sklearn.feature_selection._univariate",
    "xgboost.", "lightgbm.",
  ]

  /// Classes that are required of modules that have others, by their own names.
  private static let names: Set<String> = [
    "StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "Normalizer", "OneHotEncoder",
    "OrdinalEncoder", "KBinsDiscretizer", "PolynomialFeatures", "PCA",
    // These stand inside others, and hold the classes.
    "LabelEncoder", "LabelBinarizer",
    // A pipeline by another name, and the sample of rows that it may hold.
    "PMMLPipeline", "_Verification",
  ]

  /// Whether the class called `name`, with its module, is required.
  static func contains(_ name: String) -> Bool {
    modules.contains { name.hasPrefix($0) }
      || names.contains(String(name.split(separator: ".").last ?? ""))
  }
}
