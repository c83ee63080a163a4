import Archives
import Testing

private let sample: [UInt8] = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }

@Suite struct InflaterTests {
  @Test func zlibAndGzipStreamsInflate() throws {
    for (bits, wrapper) in [(15, Inflater.Wrapper.zlib), (31, .gzip), (-15, .raw)] {
      let packed = Bytes(deflated(sample, windowBits: Int32(bits)))
      #expect(Array(try Inflater.inflate(packed, wrapper: wrapper)) == sample)
    }
  }

  @Test func severalGzipMembersAreOneStream() throws {
    let packed = deflated([1, 2], windowBits: 31) + deflated([3], windowBits: 31)
    #expect(Array(try Inflater.inflate(Bytes(packed), wrapper: .gzip)) == [1, 2, 3])
  }

  @Test func everyTruncationIsRefused() {
    let packed = Bytes(deflated(Array(sample[..<2000]), windowBits: 15))
    for end in 0..<packed.count {
      #expect(throws: ArchiveError.self) {
        try Inflater.inflate(packed[0..<end], wrapper: .zlib)
      }
    }
  }

  @Test func dataAfterTheStreamAreRefused() {
    let packed = Bytes(deflated([1, 2, 3], windowBits: 15) + [0])
    let error = #expect(throws: ArchiveError.self) {
      try Inflater.inflate(packed, wrapper: .zlib)
    }
    #expect(error?.description.contains("1 bytes after the end") == true)
  }

  @Test func aBombFailsBeforeItFillsTheMemory() {
    let packed = Bytes(deflated([UInt8](repeating: 0, count: 64 << 20), windowBits: 15))
    let error = #expect(throws: ArchiveError.self) {
      try Inflater.inflate(packed, wrapper: .zlib)
    }
    #expect(error?.kind == .tooLarge)
    let limit = InflationLimit(byteCount: 1 << 30, ratio: 2000)
    #expect(throws: Never.self) { try Inflater.inflate(packed, wrapper: .zlib, limit: limit) }
  }

  @Test func theByteLimitIsExact() throws {
    let packed = Bytes(deflated(sample, windowBits: 15))
    let exact = InflationLimit(byteCount: sample.count)
    #expect(try Inflater.inflate(packed, wrapper: .zlib, limit: exact).count == sample.count)
    let short = InflationLimit(byteCount: sample.count - 1)
    #expect(throws: ArchiveError.self) {
      try Inflater.inflate(packed, wrapper: .zlib, limit: short)
    }
  }

  @Test func formatsAreRecognisedByTheirFirstBytes() {
    #expect(Compression(of: Bytes(deflated([1], windowBits: 15))) == .zlib)
    #expect(Compression(of: Bytes(deflated([1], windowBits: 31))) == .gzip)
    #expect(Compression(of: Bytes(utf8: "BZh91AY")) == .bzip2)
    #expect(Compression(of: Bytes([0x80, 0x04, 0x95])) == nil)
    #expect(Compression(of: Bytes(utf8: "{\"a\": 1}")) == nil)
    #expect(Compression(of: Bytes([])) == nil)
  }
}
