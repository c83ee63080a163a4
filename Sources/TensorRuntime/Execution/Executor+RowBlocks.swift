// Large batches of independent rows: cut into blocks that stay in the cache, spread over threads.

import Glibc
import TensorIR
import Tensors

/// A batch cut into blocks.
struct RowBlockRun {
  let function: Function
  let arguments: [Value]
  let types: [ValueType]
  let symbol: String
  let rows: Int
  let blockRows: Int

  /// The types of arguments of which `count` rows are seen.
  func types(rows count: Int) -> [ValueType] {
    zip(function.parameters, types).map { parameter, type in
      guard case .tensor(let declared) = function.type(of: parameter),
        declared.dimensions.first == .symbol(symbol), case .tensor(var actual) = type
      else { return type }
      actual.dimensions[0] = .fixed(count)
      return .tensor(actual)
    }
  }
}

extension Executor {
  /// Blocks are multiples of the panels that matrix products are computed in, so that no bit of a row
  /// depends on how a batch is cut.
  private static let rowMultiple = 64
  private static let largestBlock = 4096

  /// How to cut the batch; `nil` where it is run whole.
  func rowBlocks(
    of function: Function, _ arguments: [Value], _ types: [ValueType]
  ) throws -> RowBlockRun? {
    guard options.rowBlocks != .none, let symbol = rowSymbol(of: function.name) else { return nil }
    var binding = Binding()
    for (parameter, type) in zip(function.parameters, types) {
      _ = binding.unify(function.type(of: parameter), with: type)
    }
    guard let rows = binding.extents[symbol], rows > Self.rowMultiple else { return nil }
    // Every result must have a place for each row before the first is computed.
    for result in function.returns {
      guard GraphValue(type: binding(function.type(of: result))).planned != nil else { return nil }
    }
    func blocks(_ blockRows: Int) -> RowBlockRun {
      RowBlockRun(
        function: function, arguments: arguments, types: types, symbol: symbol, rows: rows,
        blockRows: blockRows)
    }
    if case .of(let wanted) = options.rowBlocks {
      let blockRows = Self.roundedUp(max(1, wanted))
      return rows > blockRows ? blocks(blockRows) : nil
    }
    let blockRows = try automaticBlockRows(blocks(256))
    return rows > blockRows ? blocks(blockRows) : nil
  }

  private static func roundedUp(_ rows: Int) -> Int {
    (rows + rowMultiple - 1) / rowMultiple * rowMultiple
  }

  /// The most rows whose arena, arguments and results fill no more than half of the cache, and that
  /// leave some blocks for each thread.
  private func automaticBlockRows(_ probe: RowBlockRun) throws -> Int {
    let plan = try plan(probe.function, probe.types(rows: probe.blockRows))
    let edges = plan.outputs.reduce(0) { sum, output in
      if case .memory(let type) = output { sum + type.byteCount } else { sum }
    }
    let inputs = plan.arguments.reduce(0) { $0 + (GraphValue(type: $1).planned?.byteCount ?? 0) }
    let bytesPerRow = max(1, (plan.arenaByteCount + edges + inputs) / probe.blockRows)
    let cached = Self.secondLevelCache / 2 / bytesPerRow
    let fair = (probe.rows + 4 * options.pool.threadCount - 1) / (4 * options.pool.threadCount)
    let rows = min(cached, options.pool.threadCount > 1 ? fair : cached, Self.largestBlock)
    return max(Self.rowMultiple, rows / Self.rowMultiple * Self.rowMultiple)
  }

  private static let secondLevelCache: Int = {
    let size = sysconf(Int32(_SC_LEVEL2_CACHE_SIZE))
    return size > 0 ? size : 1 << 20
  }()

  /// Runs every block with memory of its own over its part of the arguments and results.
  func run(_ run: RowBlockRun) throws -> [Value] {
    let full = try plan(run.function, run.types(rows: run.blockRows))
    let rest = run.rows % run.blockRows
    let last = rest == 0 ? full : try plan(run.function, run.types(rows: rest))
    let whole = try resultTypes(run)
    let outputs = whole.map { TensorStorage(byteCount: $0.byteCount) }
    let count = (run.rows + run.blockRows - 1) / run.blockRows
    let runner = KernelRunner(pool: nil, profiler: options.profiler)
    try options.pool.run(count: count) { block in
      let plan = block == count - 1 ? last : full
      let firstRow = block * run.blockRows
      let arena = arenas.borrow(plan.arenaByteCount)
      defer { arenas.giveBack(arena) }
      let memory = RunMemory(
        plan, arguments: run.arguments, arena: arena, outputs: outputs, firstRow: firstRow)
      for item in plan.items {
        switch item {
        case .kernels(let range): try runner.run(range, of: plan, in: memory)
        case .evaluate(let step), .control(let step):
          do {
            try runner.evaluate(step, in: memory, program, invoke: invoke)
          } catch let failure as RequirementFailure {
            throw failure.following(rows: firstRow)
          }
        }
      }
      copyValues(of: plan, memory, into: outputs, firstRow: firstRow, whole)
    }
    return zip(whole, outputs).map { type, storage in
      .tensor(Tensor(dtype: type.dtype, shape: type.shape, storage: storage))
    }
  }

  private func resultTypes(_ run: RowBlockRun) throws -> [DenseType] {
    var binding = Binding()
    for (parameter, type) in zip(run.function.parameters, run.types) {
      _ = binding.unify(run.function.type(of: parameter), with: type)
    }
    return run.function.returns.compactMap {
      GraphValue(type: binding(run.function.type(of: $0))).planned
    }
  }

  /// Copies results that were not made in place: arguments, constants and dynamic values.
  private func copyValues(
    of plan: Plan, _ memory: RunMemory, into outputs: [TensorStorage], firstRow: Int,
    _ whole: [DenseType]
  ) {
    for (place, output) in plan.outputs.enumerated() {
      guard case .value(let source) = output, whole[place].shape[0] > 0 else { continue }
      let rowBytes = whole[place].byteCount / whole[place].shape[0]
      memory.value(source).tensor.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        (outputs[place].base + firstRow * rowBytes).copyMemory(
          from: start, byteCount: bytes.count)
      }
    }
  }
}
