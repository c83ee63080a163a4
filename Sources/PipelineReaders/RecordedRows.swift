// Rows that a model's file holds for checking whoever reads it.

/// Some rows, and what the model predicts for them.
public struct RecordedRows: Hashable, Sendable {
  /// The cells of a column, as text; `nil` where one is missing.
  public struct Column: Hashable, Sendable {
    /// The name of an input or of an output column.
    public var name: String
    /// One cell a row.
    public var cells: [String?]

    /// Describes a column.
    public init(name: String, cells: [String?]) {
      self.name = name
      self.cells = cells
    }
  }

  /// The inputs.
  public var inputs: [Column]
  /// The predictions.
  public var predictions: [Column]
  /// The number of rows.
  public var count: Int
  /// How far numbers may differ: by this times the recorded number, and by this much.
  public var rtol: Double
  public var atol: Double

  /// Describes rows.
  public init(
    inputs: [Column], predictions: [Column], count: Int, rtol: Double, atol: Double
  ) {
    self.inputs = inputs
    self.predictions = predictions
    self.count = count
    self.rtol = rtol
    self.atol = atol
  }
}
