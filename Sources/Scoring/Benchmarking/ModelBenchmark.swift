// Measuring a model as a program sees it that has the library built in.

import PipelineCompiler
import Tables
import TensorRuntime
import Tensors

/// A benchmark of a model: batches of several sizes, threads, tree strategies and kernels.
///
/// Rows are in memory, laid out for the model once; a call takes some of them, others than the call before,
/// and gives the predictions as matrices.
public struct ModelBenchmark: Sendable {
  /// What is measured.
  public struct Options: Sendable {
    /// The rows of a call; `nil` for 1, 100, 10,000 and 100,000, as far as there are rows for them.
    public var batchSizes: [Int]?
    /// How many threads score; `nil` for one and for one a processor.
    public var threads: [Int]?
    /// How trees become tensor operations.
    public var strategies: [TreeStrategy] = [.auto]
    /// The kernels of tree ensembles.
    public var kernels: [TreeKernelChoice] = [.automatic]
    /// The seconds that calls of one setting and size are timed for, at least.
    public var seconds = 0.5
    /// The methods that a call gives; `nil` for the model's default ones.
    public var methods: [String]?

    /// Describes the usual measurements.
    public init() {}
  }

  /// The file of the model.
  public let path: String
  /// What is measured.
  public let options: Options
  /// The sizes of batches where none are asked for.
  private static let usualBatchSizes = [1, 100, 10_000, 100_000]
  /// Rows are made up for the usual sizes while they do not take more memory than this.
  private static let usualByteCount = 512 << 20

  /// Describes a benchmark of the model at `path`.
  public init(_ path: String, options: Options = Options()) {
    self.path = path
    self.options = options
  }

  /// Measures the model, on the rows that `reader` reads, or on rows that are made up.
  ///
  /// - Parameters:
  ///   - reader: the rows; `nil` to make some up.
  ///   - progress: is told of each setting and batch size before it is measured.
  /// - Throws: what reading the model, compiling it and scoring throw; `ScoringError` also where a number
  ///   that was asked for makes no sense, or there are not enough rows for a batch.
  public func run(
    _ reader: TableReader? = nil, progress: (BenchmarkResult.Setting, Int) -> Void = { _, _ in }
  ) throws -> BenchmarkResult {
    try checkOptions()
    let settings = settings
    let (model, readSeconds) = try MonotonicClock.timing { try Model.open(path) }
    try checkStrategies(for: model)
    let (first, compileSeconds) = try MonotonicClock.timing { try session(model, settings[0]) }
    let (table, rows) = try self.rows(for: model, first, reader)
    let batchSizes = try batchSizes(for: table)
    let (_, firstRowSeconds) = try MonotonicClock.timing {
      let one = try first.bind(table.rows(0..<1))
      return try first.matrices(for: one, in: 0..<1)
    }
    var result = BenchmarkResult(
      model: path, name: model.name, methods: first.model.outputs.map(\.method), rows: rows,
      machine: .current,
      startUp: BenchmarkResult.StartUp(
        readSeconds: readSeconds, compileSeconds: compileSeconds, firstRowSeconds: firstRowSeconds),
      cells: [], refusals: [])
    let bound = try first.bind(table)
    for (strategy, kernel, threads) in settings {
      let setting = BenchmarkResult.Setting(
        strategy: strategy.rawValue, kernel: kernel.rawValue, threads: threads)
      do {
        let session = try session(model, (strategy, kernel, threads))
        for batchSize in batchSizes {
          progress(setting, batchSize)
          let timing = try CallTiming(
            session, bound, batchSize: batchSize, seconds: options.seconds)
          result.cells.append(BenchmarkResult.Cell(setting, batchSize: batchSize, timing))
        }
      } catch let error as CompilerError {
        result.refusals.append(BenchmarkResult.Refusal(setting: setting, reason: "\(error)"))
      }
    }
    return result
  }

  // MARK: Settings

  private typealias Setting = (strategy: TreeStrategy, kernel: TreeKernelChoice, threads: Int)

  private var settings: [Setting] {
    let threads = options.threads ?? [1, max(WorkerPool.availableProcessors, 1)]
    return options.strategies.flatMap { strategy in
      options.kernels.flatMap { kernel in
        threads.withoutRepetitions.map { (strategy, kernel, $0) }
      }
    }
  }

  private func session(_ model: Model, _ setting: Setting) throws -> ScoringSession {
    try ScoringSession(
      model, methods: options.methods, options: CompilerOptions(strategy: setting.strategy),
      threads: setting.threads,
      treeKernel: setting.kernel)
  }

  // MARK: Rows

  private func rows(
    for model: Model, _ session: ScoringSession, _ reader: TableReader?
  ) throws -> (Table, BenchmarkResult.Rows) {
    if let reader {
      try session.prepare(reader)
      let table = try reader.readAll()
      guard table.rowCount > 0 else { throw refusal("there are no rows to score") }
      return (table, BenchmarkResult.Rows(source: .file, count: table.rowCount, notes: []))
    }
    let most = Self.usualByteCount / (2 * MemoryLayout<Double>.size * max(model.inputs.count, 1))
    let largest =
      (options.batchSizes ?? Self.usualBatchSizes.filter { $0 <= max(most, 1) }).max() ?? 1
    // Twice as many as the largest batch, so that no call gets the rows of the one before.
    let made = MadeRows(for: model, count: max(2 * largest, 1_000))
    return (
      made.table,
      BenchmarkResult.Rows(source: .made, count: made.table.rowCount, notes: made.notes)
    )
  }

  private func batchSizes(for table: Table) throws -> [Int] {
    guard let wanted = options.batchSizes else {
      return Self.usualBatchSizes.filter { $0 <= table.rowCount }
    }
    if let size = wanted.first(where: { $0 > table.rowCount }) {
      throw refusal("batches of \(size) rows were asked for, but there are \(table.rowCount) rows")
    }
    return wanted.withoutRepetitions
  }

  // MARK: Checks

  private func checkOptions() throws {
    for (numbers, noun, limit) in [
      (options.batchSizes, "the size of a batch", 100_000_000),
      (options.threads, "the number of threads", 1024),
    ] {
      guard let numbers else { continue }
      guard !numbers.isEmpty else { throw refusal("\(noun) was given as no number at all") }
      for number in numbers where !(1...limit).contains(number) {
        throw refusal("\(noun) was given as \(number); 1 to \(limit) was expected")
      }
    }
    guard !options.strategies.isEmpty, !options.kernels.isEmpty else {
      throw refusal("no strategy or no kernel was asked for")
    }
    guard options.seconds > 0, options.seconds <= 3600 else {
      throw refusal(
        "\(options.seconds) seconds were asked for; more than 0, and at most 3600, were expected")
    }
    if let kernel = options.kernels.first(where: { !$0.isAvailable }) {
      throw refusal("\(RuntimeError.treeKernel(kernel.rawValue))")
    }
  }

  private func checkStrategies(for model: Model) throws {
    guard case .compiled(let compiled) = model.content, options.strategies != [.auto] else {
      return
    }
    throw refusal(
      "\(path) is compiled already, with the strategy '\(compiled.strategy.rawValue)'; "
        + "strategies are chosen when a model is compiled")
  }

  private func refusal(_ message: String) -> ScoringError {
    ScoringError(.request, at: "benchmark", message)
  }
}

extension Array where Element: Hashable {
  /// The elements, each where it comes first.
  fileprivate var withoutRepetitions: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension BenchmarkResult.Cell {
  fileprivate init(_ setting: BenchmarkResult.Setting, batchSize: Int, _ timing: CallTiming) {
    self.init(
      setting: setting, batchSize: batchSize, firstCallSeconds: timing.first, calls: timing.count,
      medianSeconds: timing.quantile(0.5), p99Seconds: timing.quantile(0.99),
      rowsPerSecond: Double(batchSize * timing.count) / max(timing.total, 1e-9))
  }
}
