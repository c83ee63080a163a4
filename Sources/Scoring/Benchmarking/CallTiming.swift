// Timing calls of a session, each with other rows than the one before.

import Glibc
import Tensors

/// The clock of all measurements: it never goes back, and counts nanoseconds.
enum MonotonicClock {
  static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// What `body` gives, and the seconds that it took.
  static func timing<Result>(_ body: () throws -> Result) rethrows -> (Result, seconds: Double) {
    let start = nanoseconds()
    let result = try body()
    return (result, Double(nanoseconds() - start) * 1e-9)
  }
}

/// The part of some rows that a call takes; it moves on from call to call.
struct RowWindow {
  private let rowCount: Int
  private let size: Int
  private var start = 0

  /// A window of `size` of `rowCount` rows.
  init(of size: Int, in rowCount: Int) {
    self.size = size
    self.rowCount = rowCount
  }

  /// The next part: behind the last, at the end the last rows that there are, and then the first again.
  mutating func next() -> Range<Int> {
    let part = start..<start + size
    let last = rowCount - size
    start = start == last ? 0 : min(start + size, last)
    return part
  }
}

/// The times of calls for batches of one size.
struct CallTiming {
  /// The first call, which plans.
  let first: Double
  /// The calls behind those that warm up, in nanoseconds, ascending.
  private let sorted: [UInt64]

  private static let fewestCalls = 5
  private static let mostCalls = 1 << 20
  /// The part of the time that warming up gets.
  private static let warmUp = 0.1

  /// Times calls of `session` for at least `seconds`, and at least five of them.
  init(
    _ session: ScoringSession, _ rows: BoundRows, batchSize: Int, seconds: Double
  ) throws {
    var window = RowWindow(of: batchSize, in: rows.count)
    func call() throws -> UInt64 {
      let part = window.next()
      let start = MonotonicClock.nanoseconds()
      let matrices = try session.matrices(for: rows, in: part)
      let end = MonotonicClock.nanoseconds()
      extendLifetime(matrices)
      return end - start
    }
    first = Double(try call()) * 1e-9
    let budget = seconds * 1e9
    var start = MonotonicClock.nanoseconds()
    repeat {
      _ = try call()
    } while Double(MonotonicClock.nanoseconds() - start) < budget * Self.warmUp
    var times: [UInt64] = []
    times.reserveCapacity(1 << 16)
    start = MonotonicClock.nanoseconds()
    while times.count < Self.fewestCalls
      || Double(MonotonicClock.nanoseconds() - start) < budget && times.count < Self.mostCalls
    {
      times.append(try call())
    }
    sorted = times.sorted()
  }

  /// The number of calls.
  var count: Int { sorted.count }

  /// The seconds of all calls.
  var total: Double { Double(sorted.reduce(0, +)) * 1e-9 }

  /// The seconds of the fastest calls' slowest, of which there are `share` of all.
  func quantile(_ share: Double) -> Double {
    let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return Double(sorted[min(max(place, 0), sorted.count - 1)]) * 1e-9
  }
}
