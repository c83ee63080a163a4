// Running on a thread whose stack is large enough for deep recursion.

import Glibc

/// A thread with a large stack, for the duration of one call.
enum DeepStack {
  /// Runs `body` on a stack of `byteCount` bytes, whose memory is only taken as it is used.
  /// - Throws: what `body` throws, or `ProgramError` where the system gives no such thread.
  static func run<Result>(byteCount: Int, _ body: () throws -> Result) throws -> Result {
    try withoutActuallyEscaping(body) { body in
      let work = Work(body)
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      defer { pthread_attr_destroy(&attributes) }
      var thread = pthread_t()
      let context = Unmanaged.passRetained(work)
      guard pthread_attr_setstacksize(&attributes, byteCount) == 0,
        pthread_create(&thread, &attributes, Self.entry, context.toOpaque()) == 0
      else {
        context.release()
        throw ProgramError(
          .execution, at: "interpreter", "no thread with a stack of \(byteCount) bytes was given")
      }
      pthread_join(thread, nil)
      guard let result = work.result(as: Result.self) else {
        preconditionFailure("the thread ended without a result")
      }
      return try result.get()
    }
  }

  private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
    { context in
      if let context { Unmanaged<AnyWork>.fromOpaque(context).takeRetainedValue().perform() }
      return nil
    }

  private class AnyWork {
    func perform() {}
    func result<Result>(as type: Result.Type) -> Swift.Result<Result, any Error>? { nil }
  }

  /// The work, and what came of it; the two threads touch it one after the other.
  private final class Work<Output>: AnyWork {
    private let body: () throws -> Output
    private var output: Result<Output, any Error>?

    init(_ body: @escaping () throws -> Output) { self.body = body }

    override func perform() { output = Result { try body() } }

    override func result<Wanted>(as type: Wanted.Type) -> Result<Wanted, any Error>? {
      output as? Result<Wanted, any Error>
    }
  }
}
