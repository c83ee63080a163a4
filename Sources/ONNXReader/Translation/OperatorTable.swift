// Every operator that is read, by domain and name.

/// The rules of all operators.
enum OperatorTable {
  /// The rule of an operator; `nil` for one that is not read.
  static func rule(_ name: OperatorName) -> OperatorRule? {
    switch name.domain {
    case "": standard[name.type]
    case OperatorName.machineLearning: classical[name.type]
    case "com.microsoft": TextTokens.rules[name.type]
    default: nil
    }
  }

  /// The standard operators that are read, in order.
  static var standardNames: [String] { standard.keys.sorted() }

  /// The operators for classical models that are read, in order.
  static var classicalNames: [String] { classical.keys.sorted() }

  private static let standard: [String: OperatorRule] = merged([
    StandardElementwise.rules, StandardActivations.rules, StandardReductions.rules,
    StandardContractions.rules, StandardShapes.rules, StandardConstants.rules,
    StandardIndexing.rules, StandardConvolutions.rules, StandardPooling.rules,
    StandardNormalizations.rules, StandardLosses.rules, StandardControlFlow.rules,
    StandardSequences.rules, StandardPadding.rules, StandardAttention.rules,
    StandardRecurrence.rules, StandardScattering.rules, StandardEinsum.rules,
    StandardResizing.rules, StandardSampling.rules, StandardRecurrentMemory.rules,
    StandardSelections.rules, StandardText.rules, StandardQuantization.rules,
    StandardSignals.rules, StandardArrangements.rules,
    StandardSpectra.rules, StandardRegions.rules,
  ])

  private static let classical: [String: OperatorRule] = merged([
    ClassicalColumns.rules, ClassicalCategories.rules, ClassicalLinear.rules,
    ClassicalSupportVectors.rules, ClassicalTrees.rules, ClassicalMaps.rules,
  ])

  private static func merged(_ families: [[String: OperatorRule]]) -> [String: OperatorRule] {
    families.reduce(into: [:]) { all, family in
      all.merge(family) { _, _ in preconditionFailure("two rules for one operator") }
    }
  }
}
