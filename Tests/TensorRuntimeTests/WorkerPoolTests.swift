// The pool under load, nesting and failure.

import Synchronization
import TensorRuntime
import Testing

@Suite struct WorkerPoolTests {
  private struct Failure: Error, Equatable { let task: Int }

  @Test(arguments: [1, 2, 3, 8, 33]) func everyTaskRunsOnce(_ threads: Int) throws {
    let pool = WorkerPool(threads: threads)
    for count in [0, 1, 2, 7, 1000] {
      let runs = (0..<count).map { _ in Counter() }
      try pool.run(count: count) { runs[$0].value.add(1, ordering: .relaxed) }
      #expect(runs.allSatisfy { $0.value.load(ordering: .relaxed) == 1 })
    }
  }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }

  @Test func manySmallRegionsOnMoreThreadsThanProcessors() throws {
    let pool = WorkerPool(threads: 4 * WorkerPool.availableProcessors)
    let sum = Atomic(0)
    for _ in 0..<3000 { try pool.run(count: 5) { sum.add($0, ordering: .relaxed) } }
    #expect(sum.load(ordering: .relaxed) == 3000 * 10)
  }

  @Test func aRegionInsideARegionRunsOnItsCaller() throws {
    let pool = WorkerPool(threads: 4)
    let sum = Atomic(0)
    try pool.run(count: 20) { _ in
      try pool.run(count: 10) { sum.add($0, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 20 * 45)
  }

  @Test func theErrorOfTheLowestTaskIsThrown() throws {
    let pool = WorkerPool(threads: 4)
    for _ in 0..<200 {
      #expect(throws: Failure(task: 3)) {
        try pool.run(count: 50) { task in
          if task % 10 == 3 { throw Failure(task: task) }
        }
      }
    }
    // The pool works on after a failure.
    let sum = Atomic(0)
    try pool.run(count: 10) { sum.add($0, ordering: .relaxed) }
    #expect(sum.load(ordering: .relaxed) == 45)
  }

  @Test func callersFromManyThreadsDoNotBlockEachOther() async throws {
    let pool = WorkerPool(threads: 3)
    let sum = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<200 { try pool.run(count: 4) { sum.value.add($0, ordering: .relaxed) } }
        }
      }
      try await group.waitForAll()
    }
    #expect(sum.value.load(ordering: .relaxed) == 8 * 200 * 6)
  }

  @Test func poolsEndWithTheirOwner() throws {
    for _ in 0..<50 {
      let pool = WorkerPool(threads: 3)
      try pool.run(count: 3) { _ in }
    }
  }
}
