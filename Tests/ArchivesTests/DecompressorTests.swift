// Streams of every format, whole, cut off, damaged, followed and bombs.

import Archives
import Testing

struct DecompressorTests {
  /// `hello ` repeated 40 times, by Python's bz2, lzma and lz4.
  private static let streams: [Compression: [UInt8]] = [
    .bzip2: hexadecimal(
      """
      425a6839314159265359722115b300003b910040000244a00030cd0052a31a2609f1304d09c2ee48
      a70a120e4422b660
      """),
    .xz: hexadecimal(
      """
      fd377a585a000004e6d6b4460200210116000000742fe5a3e000ef000c5d00341949ee8de95e6d51
      2f0000000f370c0b234159fb000128f001000000be6422d8b1c467fb020000000004595a
      """),
    .lzma: hexadecimal(
      """
      5d00008000ffffffffffffffff00341949ee8de95e6d5a2e2bfffffbc54000
      """),
    .lz4: hexadecimal(
      """
      04224d186840f000000000000000b9100000006f68656c6c6f200600d250656c6c6f2000000000
      """),
  ]
  private static let text = Array(String(repeating: "hello ", count: 40).utf8)
  private static let formats: [Compression] = [.bzip2, .xz, .lzma, .lz4]

  @Test(arguments: formats)
  func aStreamGivesItsBytes(_ format: Compression) throws {
    let stream = Bytes(Self.streams[format] ?? [])
    #expect(Compression(of: stream) == format)
    #expect(try Array(Decompressor.decompress(stream, format)) == Self.text)
  }

  @Test(arguments: [Compression.bzip2, .xz, .lz4])
  func streamsMayFollowEachOther(_ format: Compression) throws {
    let stream = Self.streams[format] ?? []
    let twice = try Decompressor.decompress(Bytes(stream + stream), format)
    #expect(Array(twice) == Self.text + Self.text)
  }

  @Test(arguments: formats)
  func aStreamThatIsCutOffIsRefused(_ format: Compression) {
    let stream = Self.streams[format] ?? []
    for count in 0..<stream.count {
      #expect(throws: ArchiveError.self, "\(count)") {
        try Decompressor.decompress(Bytes(Array(stream.prefix(count))), format)
      }
    }
  }

  @Test(arguments: formats)
  func bytesBehindAStreamAreRefused(_ format: Compression) {
    let stream = Self.streams[format] ?? []
    #expect(throws: ArchiveError.self) {
      try Decompressor.decompress(Bytes(stream + Array("behind".utf8)), format)
    }
  }

  @Test(arguments: formats)
  func aDamagedStreamNeitherCrashesNorHangs(_ format: Compression) {
    let stream = Self.streams[format] ?? []
    for index in stream.indices {
      for bit in 0..<8 {
        var damaged = stream
        damaged[index] ^= 1 << UInt8(bit)
        _ = try? Decompressor.decompress(Bytes(damaged), format)
      }
    }
  }

  @Test(arguments: formats)
  func aStreamThatGrowsTooFarIsRefused(_ format: Compression) {
    let limit = InflationLimit(byteCount: 100)
    #expect(throws: ArchiveError.self) {
      try Decompressor.decompress(Bytes(Self.streams[format] ?? []), format, limit: limit)
    }
  }
}

private func hexadecimal(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}
