// What is read of PMML documents.

extension FormatCoverage {
  /// PMML documents.
  static let pmml = FormatCoverage(
    name: "pmml", files: "PMML documents", versions: "3.2 to 4.4",
    families: [
      Family("models", names: PMMLTranslator.models.keys),
      Family("refused by name", names: PMMLTranslator.unreadModels),
      Family("functions", names: PMMLFunctions.byName.keys),
    ],
    notes: [
      "Treatments of missing, invalid and outlying values, derived fields, functions of one's own, tables, "
        + "targets and output fields mean what the standard says; a row with an invalid value has no "
        + "result.",
      "Association rules take their items from fields, or from one field that lists the items of a transaction "
        + "with commas between them; output fields show one rule each, by rank.",
      "Bayesian networks are summed exactly over what a row does not know; of baselines the z value is read. "
        + "What needs other rows than the one to score is refused.",
      "The method `predict` gives the target and all output fields by their names.",
      "Document types, entities and whatever stands outside the document are never loaded.",
    ])
}
