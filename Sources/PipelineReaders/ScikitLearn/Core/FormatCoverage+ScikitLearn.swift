// The classes that are read of scikit-learn's objects.

extension FormatCoverage {
  /// Fitted objects of scikit-learn and of the libraries whose objects stand among them.
  static let scikitLearn = FormatCoverage(
    name: "scikit-learn",
    files: "pickle protocols 0 to 5; joblib, plain or compressed; skops",
    versions: "\(ScikitLearnVersion.known.lowerBound) to \(ScikitLearnVersion.known.upperBound)",
    families: families,
    notes: [
      "Other versions are tried, with a warning.",
      "A class that is not listed is refused by name, and can be supplied: a specification replaces it "
        + "by an ONNX model or by operators.",
      "A parameter that changes the result is honoured or refused by name.",
    ])

  /// The classes by the public module that they stand in.
  private static var families: [Family] {
    let entries = EstimatorRegistry.standard.entries.map { name, translator in
      let parts = name.split(separator: ".")
      return (
        module: parts.dropLast().joined(separator: "."),
        entry: Entry(parts.last.map(String.init) ?? name, limits: translator.limits)
      )
    }
    return Dictionary(grouping: entries, by: \.module)
      .map { Family($0.key, $0.value.map(\.entry)) }
      .sorted { $0.name < $1.name }
  }
}
