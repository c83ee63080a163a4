// Plans by function and shapes, the least recently used forgotten first.

import Synchronization
import TensorIR

/// A bounded cache of plans.
final class PlanCache: Sendable {
  struct Key: Hashable, Sendable {
    let function: String
    let arguments: [ValueType]
  }
  private struct State {
    var plans: [Key: (plan: Plan, lastUse: UInt64)] = [:]
    var clock: UInt64 = 0
  }

  private let capacity: Int
  private let state = Mutex(State())

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// The number of plans that are held.
  var count: Int { state.withLock { $0.plans.count } }

  /// The plan under `key`, made where there is none; two threads may both make it.
  func plan(_ key: Key, make: () throws -> Plan) rethrows -> Plan {
    let held = state.withLock { state -> Plan? in
      state.clock += 1
      state.plans[key]?.lastUse = state.clock
      return state.plans[key]?.plan
    }
    if let held { return held }
    let made = try make()
    return state.withLock { state in
      if let other = state.plans[key]?.plan { return other }
      if state.plans.count >= capacity,
        let oldest = state.plans.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.plans[oldest.key] = nil
      }
      state.plans[key] = (made, state.clock)
      return made
    }
  }
}

/// Arenas between runs.
final class ArenaStore: Sendable {
  private let idle = Mutex<[Arena]>([])
  /// Arenas beyond this number are freed when they come back.
  private static let capacity = 64

  /// An arena of at least `byteCount` bytes.
  func borrow(_ byteCount: Int) -> Arena {
    let held = idle.withLock { idle -> Arena? in
      guard let place = idle.lastIndex(where: { $0.byteCount >= byteCount }) else { return nil }
      return idle.remove(at: place)
    }
    return held ?? Arena(byteCount: byteCount)
  }

  func giveBack(_ arena: Arena) {
    idle.withLock { idle in
      if idle.count >= Self.capacity { idle.removeFirst() }
      idle.append(arena)
    }
  }
}
