// A gzip file as an input.

import Archives

/// The inflated bytes of another input.
///
/// Memory is bounded by a batch whatever the stream grows to; the limit is for what would keep a
/// program busy for hours.
final class GzipSource: InputSource {
  private static let limit = InflationLimit(byteCount: .max, ratio: 200, allowance: 64 << 20)
  private let inflated: StreamedSource

  init(_ compressed: any InputSource, name: String) throws(TableError) {
    let stream: InflatingStream
    do throws(ArchiveError) {
      stream = try InflatingStream(limit: Self.limit, subject: "gzip")
    } catch {
      throw TableError(error, file: name)
    }
    inflated = StreamedSource { output throws(TableError) in
      while true {
        let input = compressed.window
        let step: (consumed: Int, written: Int)
        do throws(ArchiveError) {
          step = try stream.inflate(UnsafeRawBufferPointer(input), into: output)
          if step.written == 0, step.consumed == input.count, compressed.isComplete {
            try stream.finish()
            return 0
          }
        } catch {
          throw TableError(error, file: name)
        }
        compressed.consume(step.consumed)
        if step.written > 0 { return step.written }
        if step.consumed == input.count { try compressed.extend() }
      }
    }
  }

  var window: UnsafeBufferPointer<UInt8> { inflated.window }
  var isComplete: Bool { inflated.isComplete }
  var consumedCount: Int { inflated.consumedCount }
  func extend() throws(TableError) { try inflated.extend() }
  func consume(_ count: Int) { inflated.consume(count) }
  func lineCount(before offset: Int) -> Int { inflated.lineCount(before: offset) }
}

extension TableError {
  /// Describes an archive that could not be read.
  init(_ error: ArchiveError, file: String) {
    let place = error.byteOffset.map { " at compressed byte \($0)" } ?? ""
    self.init(
      error.kind == .tooLarge ? .tooLarge : .malformed, file: file,
      found: "\(error.subject): \(error.found)\(place)", advice: error.advice)
  }
}
