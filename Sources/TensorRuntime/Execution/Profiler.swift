// Where the time of a plan goes, step by step.

import Glibc
import Synchronization

/// Collects the nanoseconds of every kernel call and plain evaluation, over any number of runs.
public final class Profiler: Sendable {
  private struct Key: Hashable {
    let function: String
    let item: String
  }
  private struct Total {
    var nanoseconds: UInt64 = 0
    var calls = 0
  }
  private let totals = Mutex<[Key: Total]>([:])

  /// Creates a profiler that has seen nothing.
  public init() {}

  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  func add(_ nanoseconds: UInt64, step: Int, of plan: Plan) {
    add(nanoseconds, plan.functionName, "\(step) \(plan.sources[step].label)")
  }

  func add(_ nanoseconds: UInt64, _ function: String, _ item: String) {
    totals.withLock { totals in
      totals[Key(function: function, item: item), default: Total()].nanoseconds += nanoseconds
      totals[Key(function: function, item: item), default: Total()].calls += 1
    }
  }

  /// A table of all steps, the most expensive first.
  public var table: String {
    let rows = totals.withLock { totals in
      totals.sorted { ($1.value.nanoseconds, $0.key.item) < ($0.value.nanoseconds, $1.key.item) }
    }
    let sum = max(rows.reduce(0) { $0 + $1.value.nanoseconds }, 1)
    let lines = rows.map { key, total in
      [
        Self.padded("\(total.nanoseconds / 1000)", 12),
        Self.padded("\(total.nanoseconds * 100 / sum)%", 5), Self.padded("\(total.calls)", 9),
        "  @\(key.function) \(key.item)",
      ].joined()
    }
    return (["          µs     %    calls  step"] + lines).joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
