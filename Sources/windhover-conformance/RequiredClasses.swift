// Which classes of estimators have to be supported: a model made of these must not be refused.

/// The required classes: all but those that are refused for what they mean.
enum RequiredClasses {
  /// Classes whose result for a row depends on the rows before it, by their own names.
  private static let optional: Set<String> = ["LagTransformer", "RollingAggregateTransformer"]

  /// Whether the class called `name`, with its module, is required.
  static func contains(_ name: String) -> Bool {
    !optional.contains(String(name.split(separator: ".").last ?? ""))
  }
}
