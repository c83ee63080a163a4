// Every operation of the IR, by name.

/// The operations that programs can use.
public enum OperationRegistry {
  /// Every definition, in the order of the reference page.
  public static let all: [any OperationDefinition] = structural + elementwise

  private static let byName: [String: any OperationDefinition] = {
    var byName: [String: any OperationDefinition] = [:]
    for definition in all {
      precondition(byName[definition.name] == nil, "two operations are called \(definition.name)")
      byName[definition.name] = definition
    }
    return byName
  }()

  /// The definition called `name`.
  /// - Throws: `ProgramError` of kind `reference` where there is none.
  public static func definition(_ name: String) throws -> any OperationDefinition {
    guard let definition = byName[name] else {
      throw ProgramError(.reference, at: name, "there is no such operation")
    }
    return definition
  }

  private static let structural: [any OperationDefinition] = [ConstantOperation()]
  private static let elementwise: [any OperationDefinition] =
    BinaryOperation.all.map { $0 as any OperationDefinition }
}
