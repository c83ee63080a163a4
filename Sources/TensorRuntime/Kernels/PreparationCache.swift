// What kernels prepare from constants, shared by the plans of one program.

import Synchronization

/// Prepared constants (packed matrices, hash tables, tree layouts) by a key that the kernel chooses.
public final class PreparationCache: Sendable {
  private struct Entry: @unchecked Sendable {
    // Prepared once, read only afterwards: families promise that.
    let object: AnyObject
  }
  private let entries = Mutex<[String: Entry]>([:])

  /// Creates an empty cache.
  public init() {}

  /// The object prepared under `key`, made where it is not there yet; a `nil` key is not kept.
  ///
  /// The object must not change after `make` returns. The key must name everything the preparation
  /// depends on; `KernelRequest.constantNames` says what a program's constants are called.
  public func object<Object: AnyObject>(
    _ key: String?, make: () throws -> Object
  ) rethrows -> Object {
    guard let key else { return try make() }
    if let held = entries.withLock({ $0[key] })?.object as? Object { return held }
    let made = try make()
    entries.withLock { $0[key] = Entry(object: made) }
    return made
  }
}
