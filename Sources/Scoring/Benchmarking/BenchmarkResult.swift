// What a benchmark of a model found.

/// The throughput and latency of a model in one process, by batch size, threads, tree strategy and kernel.
public struct BenchmarkResult: Codable, Hashable, Sendable {
  /// Where the rows came from.
  public enum RowSource: String, Codable, Hashable, Sendable {
    /// Read from a file.
    case file
    /// Made up from what the model says of its columns.
    case made
  }

  /// The rows that were scored.
  public struct Rows: Codable, Hashable, Sendable {
    /// Where they came from.
    public var source: RowSource
    /// Their number.
    public var count: Int
    /// What there is to know of rows that were made up; empty for those of a file.
    public var notes: [String]
  }

  /// The machine.
  public struct Machine: Codable, Hashable, Sendable {
    /// The name of the processor, where the system tells.
    public var processor: String?
    /// How many processors the process may use.
    public var processorCount: Int
  }

  /// How long a model takes from its file to its first predictions, in seconds.
  public struct StartUp: Codable, Hashable, Sendable {
    /// Reading the model's file.
    public var readSeconds: Double
    /// Compiling what was read, for the first strategy and kernel.
    public var compileSeconds: Double
    /// Laying out one row, planning and scoring it.
    public var firstRowSeconds: Double
    /// All of it.
    public var seconds: Double { readSeconds + compileSeconds + firstRowSeconds }
  }

  /// What was asked for in a cell of the table.
  public struct Setting: Codable, Hashable, Sendable {
    /// How trees became tensor operations.
    public var strategy: String
    /// The kernel of tree ensembles that was asked for.
    public var kernel: String
    /// The number of threads.
    public var threads: Int
  }

  /// A cell of the table: calls for batches of one size.
  public struct Cell: Codable, Hashable, Sendable {
    /// How the model ran.
    public var setting: Setting
    /// The rows of a call.
    public var batchSize: Int
    /// The first call for a batch of this size, which makes the plan for it.
    public var firstCallSeconds: Double
    /// The number of calls that were timed, after others to warm up.
    public var calls: Int
    /// The median of a call.
    public var medianSeconds: Double
    /// What 99 of 100 calls did not exceed.
    public var p99Seconds: Double
    /// The rows of all timed calls by the time of all of them.
    public var rowsPerSecond: Double
  }

  /// A setting in which the model does not run.
  public struct Refusal: Codable, Hashable, Sendable {
    /// The setting.
    public var setting: Setting
    /// What is in the way.
    public var reason: String
  }

  /// The model's file.
  public var model: String
  /// The model's name.
  public var name: String
  /// The methods that each call gives.
  public var methods: [String]
  /// The rows.
  public var rows: Rows
  /// The machine.
  public var machine: Machine
  /// From the file to the first predictions.
  public var startUp: StartUp
  /// The measurements.
  public var cells: [Cell]
  /// What was asked for and does not run.
  public var refusals: [Refusal]
}
