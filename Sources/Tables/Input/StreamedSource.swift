// A pipe or a decompressed file as an input.

/// Bytes that come piece by piece, kept from the first that is not consumed.
final class StreamedSource: InputSource {
  /// Reads up to as many bytes as there is room for; 0 at the end.
  typealias Read = (UnsafeMutableRawBufferPointer) throws(TableError) -> Int

  private let read: Read
  private var memory: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var consumedLines = 0
  private(set) var consumedCount = 0
  private(set) var isComplete = false

  init(capacity: Int = 1 << 20, read: @escaping Read) {
    self.read = read
    memory = .allocate(byteCount: max(capacity, 1), alignment: 64)
  }

  deinit { memory.deallocate() }

  var window: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      UnsafeMutableRawBufferPointer(rebasing: memory[start..<end]).bindMemory(to: UInt8.self))
  }

  /// Makes room, by moving the window to the front or by doubling, and reads into it.
  func extend() throws(TableError) {
    if start > memory.count / 2 || start == end {
      memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
      (start, end) = (0, end - start)
    }
    if end == memory.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 2 * memory.count, alignment: 64)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
      (start, end) = (0, end - start)
      memory.deallocate()
      memory = larger
    }
    let count = try read(UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
    end += count
    isComplete = count == 0
  }

  func consume(_ count: Int) {
    consumedLines += countLineFeeds(UnsafeBufferPointer(rebasing: window[..<count]))
    start += count
    consumedCount += count
  }

  func lineCount(before offset: Int) -> Int {
    consumedLines + countLineFeeds(UnsafeBufferPointer(rebasing: window[..<offset]))
  }
}
