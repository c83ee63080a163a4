import Archives
import Testing

@Suite struct BytesTests {
  @Test func slicesShareMemoryAndIndexFromZero() {
    let bytes = Bytes([1, 2, 3, 4, 5])
    let slice = bytes[1..<4]
    #expect(Array(slice) == [2, 3, 4])
    #expect(slice[0] == 2)
    #expect(Array(slice[1..<3]) == [3, 4])
    #expect(Bytes([]).isEmpty)
  }

  @Test func integersAreReadInBothByteOrders() {
    let bytes = Bytes([0xFF, 0x01, 0x02, 0x03, 0x04])
    #expect(bytes.littleEndian(UInt32.self, at: 1) == 0x0403_0201)
    #expect(bytes.bigEndian(UInt16.self, at: 0) == 0xFF01)
  }

  @Test func textIsValidated() {
    let bytes = Bytes([0x68, 0x69, 0xFF])
    #expect(bytes.text(in: 0..<2) == "hi")
    #expect(bytes.text(in: 0..<3) == nil)
    #expect(bytes.hasPrefix([0x68]))
    #expect(!bytes.hasPrefix([0x68, 0x69, 0xFF, 0x00]))
  }
}
