// How far long work is, on a terminal only.

import Glibc

/// A line on standard error that counts rows; nothing where that is no terminal.
struct Progress {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant
  private var hasLine = false

  init() {
    start = clock.now
    lastShown = start
  }

  /// Shows that `count` rows are done; at most five times a second.
  mutating func show(_ count: Int) {
    guard clock.now - lastShown > .milliseconds(200) else { return }
    lastShown = clock.now
    let seconds = (lastShown - start).seconds
    show("\(count) rows, \(Int(Double(count) / seconds)) rows/s")
  }

  /// Shows what is being done.
  mutating func show(_ words: String) {
    guard isShown else { return }
    hasLine = true
    writeToStandardError("\r\u{1B}[K\(words)")
  }

  /// Takes the line away.
  func finish() {
    if hasLine { writeToStandardError("\r\u{1B}[K") }
  }

  /// The time since the start, in seconds.
  var seconds: Double { (clock.now - start).seconds }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
