// What is read of each format, from the code that reads it, so that the documentation cannot go stale.

/// What is read of a format.
public struct FormatCoverage: Sendable, Codable {
  /// A class, objective, element or operator of the format that is read.
  public struct Entry: Sendable, Codable {
    /// The name by which the format knows it.
    public let name: String
    /// What of it is refused.
    public let limits: [EstimatorLimit]

    /// Describes an entry.
    package init(_ name: String, limits: [EstimatorLimit] = []) {
      self.name = name
      self.limits = limits
    }
  }

  /// Entries that belong together: the classes of a module, the objectives of a library.
  public struct Family: Sendable, Codable {
    /// What the entries are.
    public let name: String
    /// The entries, in alphabetical order.
    public let entries: [Entry]

    /// Describes a family.
    package init(_ name: String, _ entries: [Entry]) {
      self.name = name
      self.entries = entries.sorted { $0.name < $1.name }
    }

    /// Describes a family of entries without limits.
    package init(_ name: String, names: some Sequence<String>) {
      self.init(name, names.map { Entry($0) })
    }
  }

  /// The format's name, as `--format` takes it.
  public let name: String
  /// The files that hold it.
  public let files: String
  /// The versions that are known.
  public let versions: String
  /// What is read.
  public let families: [Family]
  /// What else a person should know, a sentence each.
  public let notes: [String]

  /// Describes the coverage of a format.
  package init(
    name: String, files: String, versions: String, families: [Family], notes: [String] = []
  ) {
    self.name = name
    self.files = files
    self.versions = versions
    self.families = families
    self.notes = notes
  }

  /// Every format that the readers of this module read.
  public static let all: [FormatCoverage] = [scikitLearn, xgboost, lightgbm, catboost, pmml]
}
