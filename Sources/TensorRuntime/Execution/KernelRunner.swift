// Running a plan's kernel calls: the inner loop.

import CKernels
import Glibc
import TensorIR
import Tensors

/// Runs kernel calls over a run's memory.
struct KernelRunner: Sendable {
  /// The threads that single kernels may be split over; `nil` inside a block of rows.
  let pool: WorkerPool?
  let profiler: Profiler?

  /// Calls the kernels of `range`, one after the other.
  func run(_ range: Range<Int>, of plan: Plan, in memory: RunMemory) throws {
    if let refusal = refusal(in: range, of: plan, bases: memory.bases) {
      throw failure(plan.sources[refusal.step], refusal.code, memory)
    }
  }

  /// A kernel call that gave a code other than 0.
  struct Refusal {
    let step: Int
    let code: Int32
  }

  /// Calls the kernels of `range` over the memory at `bases`; the first that refuses ends the run.
  func refusal(
    in range: Range<Int>, of plan: Plan, bases: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> Refusal? {
    withUnsafeTemporaryAllocation(
      of: UnsafeMutableRawPointer?.self, capacity: max(plan.steps.largestAddressCount, 1)
    ) { operands in
      guard let first = operands.baseAddress else { return nil }
      for step in range {
        let start = profiler == nil ? 0 : Profiler.now()
        let code = call(plan.steps, step, bases, first)
        if let profiler { profiler.add(Profiler.now() &- start, step: step, of: plan) }
        if code != 0 { return Refusal(step: step, code: code) }
      }
      return nil
    }
  }

  @inline(__always)
  private func call(
    _ steps: PlanSteps, _ index: Int, _ bases: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    _ operands: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> Int32 {
    let step = steps.calls[index]
    for place in 0..<step.addressCount {
      let address = steps.addresses[step.firstAddress + place]
      operands[place] =
        address.base == PlanAddress.absolute
        ? UnsafeMutableRawPointer(bitPattern: address.offset)
        : bases[Int(address.base)].map { $0 + address.offset }
    }
    if let pool, step.units >= 2 * step.grain, pool.threadCount > 1 {
      return split(step, operands, over: pool)
    }
    return step.function(UnsafePointer(operands), step.parameters, 0, Int64(step.units))
  }

  private func split(
    _ step: KernelStep, _ operands: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    over pool: WorkerPool
  ) -> Int32 {
    // A few tasks more than threads even out what runs beside us.
    let tasks = min(step.units / step.grain, 4 * pool.threadCount)
    let share = (step.units + tasks - 1) / tasks
    do {
      try pool.run(count: tasks) { task in
        let (begin, end) = (task * share, min((task + 1) * share, step.units))
        guard begin < end else { return }
        let code = step.function(
          UnsafePointer(operands), step.parameters, Int64(begin), Int64(end))
        if code != 0 { throw KernelFailure(code: code) }
      }
      return 0
    } catch {
      return (error as? KernelFailure)?.code ?? 1
    }
  }

  private struct KernelFailure: Error { let code: Int32 }

  /// The plain evaluation's error, which says what is wrong with the values.
  private func failure(_ source: StepSource, _ code: Int32, _ memory: RunMemory) -> any Error {
    guard let step = source.step else {
      return RuntimeError.kernel(operation: source.label, code: Int(code))
    }
    let context = EvaluationContext(
      name: step.name, operands: step.operands.map(memory.value), attributes: step.attributes,
      program: Program(name: memory.plan.functionName),
      invoke: { name, _ in throw ProgramError(.execution, at: name, "kernels call no function") })
    do {
      _ = try step.definition.evaluate(context)
      return RuntimeError.kernel(operation: source.label, code: Int(code))
    } catch {
      return error
    }
  }
}
