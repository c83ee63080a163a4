// The state that a pool's threads share: which tasks are left, and who sleeps.

import CKernels
import Glibc
import Synchronization

/// One fork-join region at a time, claimed task by task.
///
/// `@unchecked Sendable`: `body` is written only by the thread that entered, before it publishes the
/// tickets, and read only by threads that hold a ticket, which keeps the region from ending.
final class WorkerRegion: @unchecked Sendable {
  /// The tickets left: the next task in the lower half, the end in the upper half.
  private let tickets = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let isTaken = Atomic(false)
  private let isStopping = Atomic(false)
  private let sleepers = Atomic<Int>(0)
  /// Counts regions; workers sleep on its address, so that it has memory of its own.
  private let signal: UnsafeMutablePointer<UInt32>
  private var body: ((Int) -> Void)?

  /// How often a worker looks for work before it sleeps: some tens of microseconds.
  private static let spins = 2_000

  init() {
    signal = .allocate(capacity: 1)
    signal.initialize(to: 0)
  }

  deinit { signal.deallocate() }

  /// Takes the region for the calling thread, unless it is taken.
  func enter() -> Bool {
    isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }

  func leave() { isTaken.store(false, ordering: .releasing) }

  /// Runs all tasks with the help of whoever comes; only for the thread that entered.
  func run(count: Int, _ body: @escaping (Int) -> Void) {
    var start = 0
    while start < count {
      // The two halves of the tickets bound one round.
      let round = min(count - start, Int(UInt32.max) / 2)
      let first = start
      self.body = { body(first + $0) }
      finished.store(0, ordering: .relaxed)
      tickets.store(UInt64(round) << 32, ordering: .releasing)
      wake()
      while let task = claim() { perform(task) }
      awaitFinish(of: round)
      self.body = nil
      start += round
    }
  }

  private func claim() -> Int? {
    var held = tickets.load(ordering: .acquiring)
    while held & 0xFFFF_FFFF < held >> 32 {
      let (exchanged, found) = tickets.weakCompareExchange(
        expected: held, desired: held + 1, ordering: .acquiringAndReleasing)
      if exchanged { return Int(held & 0xFFFF_FFFF) }
      held = found
    }
    return nil
  }

  private func perform(_ task: Int) {
    call(task)
    finished.add(1, ordering: .releasing)
  }

  /// Not inlined, so that the reference to the body is gone before the task counts as finished: the
  /// body must not outlive its region.
  @inline(never)
  private func call(_ task: Int) { body?(task) }

  private func awaitFinish(of count: Int) {
    var spins = 0
    while finished.load(ordering: .acquiring) < count {
      spins += 1
      if spins < Self.spins { wh_pause() } else { sched_yield() }
    }
  }

  private func wake() {
    wh_atomic_increment(signal)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wh_futex_wake(signal, .max) }
  }

  func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    wake()
  }

  /// What a worker does until the pool ends.
  func serve() {
    while true {
      let seen = wh_atomic_load(signal)
      while let task = claim() { perform(task) }
      if isStopping.load(ordering: .sequentiallyConsistent) { return }
      var spins = 0
      while spins < Self.spins, wh_atomic_load(signal) == seen {
        wh_pause()
        spins += 1
      }
      if wh_atomic_load(signal) != seen { continue }
      sleepers.add(1, ordering: .sequentiallyConsistent)
      // The kernel compares again, so that a signal between the two lines is not lost.
      wh_futex_wait(signal, seen)
      sleepers.subtract(1, ordering: .sequentiallyConsistent)
    }
  }
}
