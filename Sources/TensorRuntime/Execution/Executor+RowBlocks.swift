// Large batches of independent rows: cut into blocks that stay in the cache, spread over threads.

import Glibc
import TensorIR
import Tensors

/// How a batch is cut into blocks, and their plans.
struct BlockPlans: Sendable {
  let rows: Int
  let blockRows: Int
  /// The plan of every block but the last, which may be shorter.
  let full: Plan
  let last: Plan
  /// The results for the whole batch.
  let results: [DenseType]
}

extension Executor {
  /// Blocks are multiples of the panels that matrix products are computed in, so that no bit of a row
  /// depends on how a batch is cut.
  private static let rowMultiple = 64
  private static let largestBlock = 4096

  /// How to cut a batch of arguments of the given types; `nil` where it is run whole.
  func blockPlans(_ runs: FunctionRuns, _ types: [ValueType]) throws -> BlockPlans? {
    guard options.rowBlocks != .none, let symbol = runs.independentRows else { return nil }
    var binding = Binding()
    for (parameter, type) in zip(runs.parameters, types) {
      _ = binding.unify(parameter, with: type)
    }
    guard let rows = binding.extents[symbol], rows > Self.rowMultiple else { return nil }
    // Every result must have a place for each row before the first is computed.
    let function = runs.function
    let results = function.returns.compactMap {
      GraphValue(type: binding(function.type(of: $0))).planned
    }
    guard results.count == function.returns.count else { return nil }
    let blockRows: Int
    if case .of(let wanted) = options.rowBlocks {
      blockRows = Self.roundedUp(max(1, wanted))
    } else {
      blockRows = try automaticBlockRows(runs, types, rows: rows)
    }
    guard rows > blockRows else { return nil }
    let full = try plan(runs, types, rows: blockRows)
    let rest = rows % blockRows
    return BlockPlans(
      rows: rows, blockRows: blockRows, full: full,
      last: rest == 0 ? full : try plan(runs, types, rows: rest), results: results)
  }

  /// The plan for `count` rows of arguments of the given types.
  private func plan(_ runs: FunctionRuns, _ types: [ValueType], rows count: Int) throws -> Plan {
    try plan(runs.function, zip(types, runs.hasRows).map { $1 ? $0.withRows(count) : $0 })
  }

  private static func roundedUp(_ rows: Int) -> Int {
    (rows + rowMultiple - 1) / rowMultiple * rowMultiple
  }

  /// The most rows whose arena, arguments and results fill no more than half of the cache, and that
  /// leave some blocks for each thread.
  private func automaticBlockRows(
    _ runs: FunctionRuns, _ types: [ValueType], rows: Int
  ) throws -> Int {
    let probedRows = 256
    let plan = try plan(runs, types, rows: probedRows)
    let edges = plan.outputs.reduce(0) { sum, output in
      if case .memory(let type) = output { sum + type.byteCount } else { sum }
    }
    let inputs = plan.inputs.reduce(0) { $0 + ($1?.byteCount ?? 0) }
    let bytesPerRow = max(1, (plan.arenaByteCount + edges + inputs) / probedRows)
    let cached = Self.secondLevelCache / 2 / bytesPerRow
    let fair = (rows + 4 * options.pool.threadCount - 1) / (4 * options.pool.threadCount)
    let most = min(cached, options.pool.threadCount > 1 ? fair : cached, Self.largestBlock)
    return max(Self.rowMultiple, most / Self.rowMultiple * Self.rowMultiple)
  }

  private static let secondLevelCache: Int = {
    let size = sysconf(Int32(_SC_LEVEL2_CACHE_SIZE))
    return size > 0 ? size : 1 << 20
  }()

  /// Runs every block with memory of its own over its part of the arguments, of which the batch begins at
  /// `firstRow`, and of the results.
  func run(_ blocks: BlockPlans, _ arguments: [Value], firstRow: Int) throws -> [Tensor] {
    let outputs = blocks.results.map { TensorStorage(byteCount: $0.byteCount) }
    let count = (blocks.rows + blocks.blockRows - 1) / blocks.blockRows
    let runner = KernelRunner(pool: nil, profiler: options.profiler)
    try options.pool.run(count: count) { block in
      let plan = block == count - 1 ? blocks.last : blocks.full
      let resultRow = block * blocks.blockRows
      let arena = arenas.borrow(plan.arenaByteCount)
      defer { arenas.giveBack(arena) }
      let memory = RunMemory(
        plan, arguments: arguments, arena: arena, outputs: outputs,
        block: RunMemory.Block(firstRow: firstRow + resultRow, firstResultRow: resultRow))
      for item in plan.items {
        switch item {
        case .kernels(let range): try runner.run(range, of: plan, in: memory)
        case .evaluate(let step), .control(let step):
          do {
            try runner.evaluate(step, in: memory, program, invoke: invoke)
          } catch let failure as RequirementFailure {
            throw failure.following(rows: resultRow)
          }
        }
      }
      copyValues(of: plan, memory, into: outputs, firstRow: resultRow, blocks.results)
    }
    return zip(blocks.results, outputs).map { type, storage in
      Tensor(dtype: type.dtype, shape: type.shape, storage: storage)
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
