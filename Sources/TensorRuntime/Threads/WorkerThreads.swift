// Starting and joining the threads of a pool.

import Glibc

/// Operating-system threads that serve a region until it stops.
///
/// `@unchecked Sendable`: the handles are written once, and joined once, by the pool that owns them.
final class WorkerThreads: @unchecked Sendable {
  private var handles: [pthread_t] = []

  /// The number of threads that could be started.
  var count: Int { handles.count }

  /// Starts up to `count` threads; a system that refuses more gets along with fewer.
  init(starting count: Int, serving region: WorkerRegion) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 8 << 20)
    for _ in 0..<count {
      var handle = pthread_t()
      let context = Unmanaged.passRetained(region)
      let status = pthread_create(
        &handle, &attributes,
        { @Sendable argument in
          guard let argument else { return nil }
          Unmanaged<WorkerRegion>.fromOpaque(argument).takeRetainedValue().serve()
          return nil
        }, context.toOpaque())
      guard status == 0 else {
        context.release()
        return
      }
      handles.append(handle)
    }
  }

  /// Waits for all threads to end.
  func join() {
    for handle in handles { pthread_join(handle, nil) }
    handles = []
  }
}
