import FoundationEssentials
import Tables
import Tensors
import Testing

@Suite("Reading arrays")
struct ArrayReadingTests {
  private func npz(_ arrays: [(name: String, tensor: Tensor)]) throws -> [UInt8] {
    try NpzFile.write(arrays)
  }

  @Test("a matrix has columns by position, and batches of it share its memory")
  func matrix() throws {
    let tensor = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2])
    let file = try NpyFile.write(tensor)
    try withFile(file, extension: "npy") { path in
      let reader = try TableReader(path: path)
      #expect(!reader.hasColumnNames)
      #expect(reader.format == .npy)
      let first = try reader.next(maximumRows: 2)
      #expect(first?.matrix?.elements(of: Float.self) == [1, 2, 3, 4])
      #expect(first?.columns.map(\.shown) == [["1.0", "3.0"], ["2.0", "4.0"]])
      #expect(try reader.next(maximumRows: 2)?.matrix?.elements(of: Float.self) == [5, 6])
      #expect(try reader.next(maximumRows: 2)?.rowCount == nil)
    }
  }

  @Test("arrays of one axis are columns of their names, converted to what is asked for")
  func namedColumns() throws {
    let file = try npz([
      ("a", Tensor([1.0, .nan, 3])), ("b", Tensor([1, 2, 3] as [Int32])),
      ("c", Tensor(strings: ["x", "y", "z"])), ("d", Tensor([true, false, true])),
    ])
    let read = try withFile(file, extension: "bin") {
      try Table.read(path: $0, options: .init(types: ["a": .i64, "b": .f32, "d": .f64]))
    }
    #expect(
      read.shown == [
        "a: i64: 1|-|3", "b: f32: 1.0|2.0|3.0", "c: string: x|y|z", "d: f64: 1.0|0.0|1.0",
      ])
    #expect(
      try failure(file, .init(types: ["c": .f64]))
        == "FILE, column “c”: an array of string; expected a number")
    #expect(
      try failure(file, .init(types: ["b": .bool]))
        == "FILE, column “b”: 2.0 in row 2; expected true or false")
  }

  @Test("arrays that are no table are refused")
  func noTable() throws {
    #expect(
      try failure(NpyFile.write(Tensor([1.0, 2])))?.contains("expected rows and columns") == true)
    #expect(
      try failure(npz([("a", Tensor([1.0])), ("b", Tensor([1.0, 2]))]))?
        .contains("array “b” of shape [2]; expected one axis of 1, as array “a” has") == true)
    #expect(try failure(npz([])) != nil)
    let file = try NpyFile.write(Tensor([1.0, 2], shape: [1, 2]))
    for end in 6..<file.count { #expect(try failure(Array(file[..<end])) != nil) }
  }

  @Test("an array file may come compressed or from a stream")
  func streamed() throws {
    let file = try NpyFile.write(Tensor([1.0, 2], shape: [1, 2]))
    #expect(try withFile(gzipped(file)) { try Table.read(path: $0) }.matrix?.doubles() == [1, 2])
  }
}
