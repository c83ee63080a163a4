// Running plans that call functions: frames on the heap, so that recursion costs no native stack.

import TensorIR
import Tensors

/// What runs functions for a stack of frames.
protocol FrameSource {
  /// The plan of a function for arguments.
  func plan(_ function: String, _ arguments: [Value]) throws -> Plan
  /// Memory to run in.
  func borrowArena(_ byteCount: Int) -> Arena
  func giveBack(_ arena: Arena)
  /// Runs a function apart, for operations that ask for one in their plain evaluation.
  func invoke(_ function: String, _ arguments: [Value]) throws -> [Value]
}

/// The functions that are running, the innermost last.
struct FrameStack<Source: FrameSource> {
  private struct Frame {
    let memory: RunMemory
    var nextItem = 0
    /// What waits for the results of the frame above.
    var waiting: Waiting?
  }

  private enum Waiting {
    case results(DynamicStep)
    /// A loop whose condition was asked for, with the values that it carries.
    case condition(DynamicStep, condition: String, body: String, carried: [Value])
    case body(DynamicStep, condition: String, body: String)
  }

  private let source: Source
  private let program: Program
  private let runner: KernelRunner
  private let depthLimit: Int
  private var frames: [Frame] = []

  init(_ source: Source, program: Program, runner: KernelRunner, depthLimit: Int) {
    self.source = source
    self.program = program
    self.runner = runner
    self.depthLimit = depthLimit
  }

  /// Runs `plan` and everything that it calls.
  mutating func run(_ plan: Plan, _ arguments: [Value]) throws -> [Value] {
    defer {
      for frame in frames { source.giveBack(frame.memory.arena) }
      frames = []
    }
    push(plan, arguments)
    while let top = frames.indices.last {
      let memory = frames[top].memory
      guard frames[top].nextItem < memory.plan.items.count else {
        let results = memory.results()
        frames.removeLast()
        source.giveBack(memory.arena)
        if frames.isEmpty { return results }
        try deliver(results)
        continue
      }
      let item = memory.plan.items[frames[top].nextItem]
      frames[top].nextItem += 1
      switch item {
      case .kernels(let range): try runner.run(range, of: memory.plan, in: memory)
      case .evaluate(let step): try evaluate(step, in: memory)
      case .control(let step): try begin(step, in: memory)
      }
    }
    return []
  }

  private mutating func push(_ plan: Plan, _ arguments: [Value]) {
    let arena = source.borrowArena(plan.arenaByteCount)
    frames.append(Frame(memory: RunMemory(plan, arguments: arguments, arena: arena)))
  }

  private mutating func call(
    _ function: String, _ arguments: [Value], waiting: Waiting
  ) throws {
    guard frames.count < depthLimit else {
      throw RuntimeError.depthExceeded(function: function, limit: depthLimit)
    }
    frames[frames.count - 1].waiting = waiting
    push(try source.plan(function, arguments), arguments)
  }

  private mutating func begin(_ step: DynamicStep, in memory: RunMemory) throws {
    let operands = step.operands.map(memory.value)
    switch step.name {
    case "call":
      let function = try step.attributes.function("function", of: step.name)
      try call(function, operands, waiting: .results(step))
    case "if":
      let branch = operands[0].tensor.isTrue ? "then" : "else"
      let function = try step.attributes.function(branch, of: step.name)
      try call(function, Array(operands.dropFirst()), waiting: .results(step))
    case "while":
      let condition = try step.attributes.function("condition", of: step.name)
      let body = try step.attributes.function("body", of: step.name)
      try call(
        condition, operands,
        waiting: .condition(step, condition: condition, body: body, carried: operands))
    default: try evaluate(step, in: memory)
    }
  }

  /// Hands the results of the frame that ended to the one below.
  private mutating func deliver(_ results: [Value]) throws {
    let top = frames.count - 1
    guard let waiting = frames[top].waiting else { return }
    frames[top].waiting = nil
    switch waiting {
    case .results(let step): try store(results, of: step)
    case .condition(let step, let condition, let body, let carried):
      if results[0].tensor.isTrue {
        try call(body, carried, waiting: .body(step, condition: condition, body: body))
      } else {
        try store(carried, of: step)
      }
    case .body(let step, let condition, let body):
      try call(
        condition, results,
        waiting: .condition(step, condition: condition, body: body, carried: results))
    }
  }

  private func store(_ results: [Value], of step: DynamicStep) throws {
    guard let memory = frames.last?.memory else { return }
    for (value, target) in zip(results, step.results) {
      try memory.store(value, at: target, of: step.name)
    }
  }

  private func evaluate(_ step: DynamicStep, in memory: RunMemory) throws {
    try runner.evaluate(step, in: memory, program, invoke: source.invoke)
  }
}

extension KernelRunner {
  /// Evaluates a step, plainly where it has no kernel, and stores its results.
  func evaluate(
    _ step: DynamicStep, in memory: RunMemory, _ program: Program,
    invoke: @escaping (String, [Value]) throws -> [Value]
  ) throws {
    let start = profiler == nil ? 0 : Profiler.now()
    let operands = step.operands.map(memory.value)
    let results =
      try step.kernel?.evaluate(operands)
      ?? step.definition.evaluate(
        EvaluationContext(
          name: step.name, operands: operands, attributes: step.attributes, program: program,
          invoke: invoke))
    for (value, target) in zip(results, step.results) {
      try memory.store(value, at: target, of: step.name)
    }
    profiler?.add(Profiler.now() &- start, memory.plan.functionName, "evaluate \(step.name)")
  }
}

extension Tensor {
  /// Whether the one element of a boolean tensor is true.
  fileprivate var isTrue: Bool { withElements(of: Bool.self) { $0.first ?? false } }
}
