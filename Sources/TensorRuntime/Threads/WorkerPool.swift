// Fork-join regions on a fixed set of threads, for work measured in microseconds.

import CKernels
import Synchronization

/// A pool of threads that run the tasks of one region at a time.
///
/// The caller takes part: tasks are claimed one by one from an atomic counter, so that a worker that
/// the system does not run costs nothing but its help. A region that begins inside another, or while
/// another thread's region runs, runs on its caller alone; nothing ever waits for a region to begin.
public final class WorkerPool: Sendable {
  /// The pool that everything in the process shares by default, one thread a processor.
  public static let shared = WorkerPool()

  /// The number of threads that a region can use, the caller included.
  public let threadCount: Int
  private let region: WorkerRegion
  private let threads: WorkerThreads

  /// Starts `threads - 1` workers.
  /// - Parameter threads: The number of threads with the caller; by default one for each processor
  ///   that the process may run on.
  public init(threads count: Int? = nil) {
    let wanted = max(1, count ?? Self.availableProcessors)
    let region = WorkerRegion()
    self.region = region
    threads = WorkerThreads(starting: wanted - 1, serving: region)
    threadCount = threads.count + 1
  }

  deinit {
    region.stop()
    threads.join()
  }

  /// The number of processors that the process may run on.
  public static var availableProcessors: Int { Int(wh_available_processors()) }

  /// Runs `body` for every task in `0 ..< count` and returns when all have ended.
  ///
  /// Tasks are claimed in ascending order. After a task throws, no further task begins, and the error
  /// of the lowest task that threw is rethrown.
  public func run(count: Int, _ body: (Int) throws -> Void) throws {
    guard count > 1, threadCount > 1, region.enter() else {
      for task in 0..<max(count, 0) { try body(task) }
      return
    }
    defer { region.leave() }
    let failure = Mutex<(task: Int, error: any Error)?>(nil)
    let hasFailed = Atomic(false)
    withoutActuallyEscaping(body) { body in
      region.run(count: count) { task in
        if hasFailed.load(ordering: .relaxed) { return }
        do {
          try body(task)
        } catch {
          hasFailed.store(true, ordering: .relaxed)
          failure.withLock { held in
            if held.map({ task < $0.task }) ?? true { held = (task, error) }
          }
        }
      }
    }
    if let (_, error) = failure.withLock({ $0 }) { throw error }
  }
}
