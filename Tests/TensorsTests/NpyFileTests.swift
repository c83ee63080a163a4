import Archives
import FoundationEssentials
import Tensors
import Testing

private func fixture(_ name: String) throws -> Bytes {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Fixtures/"
  return Bytes([UInt8](try Data(contentsOf: URL(filePath: folder + name))))
}

private func array(_ name: String) throws -> Tensor {
  let buffers = try NpzFile.buffers(try fixture("arrays.npz"))
  return try #require(buffers.first { $0.name == name }).buffer.tensor()
}

@Suite struct NpyFileTests {
  @Test(arguments: [
    ("f8", DType.f64), ("f4", .f32), ("f2", .f32), ("i8", .i64), ("i4", .i32), ("i2", .i32),
    ("i1", .i8), ("u8", .i64), ("u4", .i64), ("u2", .i32), ("u1", .i32),
  ])
  func everyDTypeReadsInEveryOrder(code: String, dtype: DType) throws {
    for order in ["little", "big", "fortran"] {
      let tensor = try array("\(order)-\(code)")
      #expect(tensor.dtype == dtype)
      #expect(tensor.shape == [2, 3])
      #expect(tensor.doubles() == [0, 1, 2, 3, 4, 5])
    }
  }

  @Test func booleansAndTextAreRead() throws {
    #expect(try array("bool").elements(of: Bool.self) == [false, true, false, true, false, true])
    for name in ["text", "bigtext"] {
      let text = try array(name)
      #expect((0..<4).map { text.strings[$0] } == ["a", "héllo", "", "😀"])
    }
    #expect(try array("bytes").strings[0] == "ab")
  }

  @Test func shapesOfAnyRankAreRead() throws {
    #expect(try array("scalar").shape == .scalar)
    #expect(try array("scalar").doubles() == [7.5])
    #expect(try array("empty").shape == [0, 3])
    #expect(try array("cube").doubles() == (0..<24).map(Double.init))
  }

  @Test(arguments: ["version1.npy", "version2.npy", "version3.npy"])
  func everyVersionIsRead(name: String) throws {
    #expect(try NpyFile.read(try fixture(name)).doubles() == [0, 1, 2, 3, 4, 5])
  }

  @Test func whatATensorCannotHoldIsRefused() throws {
    for name in ["toolarge", "complex", "records"] {
      #expect(throws: TensorFileError.self) { try array(name) }
    }
    let error = #expect(throws: TensorFileError.self) {
      try NpyFile.read(try fixture("objects.npy"))
    }
    #expect(error?.description.contains("Python objects") == true)
  }

  @Test func writtenTensorsAreReadBack() throws {
    let tensors: [(name: String, tensor: Tensor)] = [
      ("f64", Tensor([1.5, -0.0, .infinity], shape: [3, 1])), ("f32", Tensor([Float(0.1)])),
      ("i64", Tensor([Int64.min, Int64.max])), ("i32", Tensor([Int32(-7)])),
      ("i8", Tensor([Int8(-128), 127])), ("bool", Tensor([true, false])),
      ("scalar", Tensor(scalar: 2.5)), ("text", Tensor(strings: ["", "héllo 😀"], shape: [1, 2])),
    ]
    let read = try NpzFile.read(Bytes(try NpzFile.write(tensors)))
    #expect(read.map(\.name) == tensors.map(\.name))
    for (original, copy) in zip(tensors, read) {
      #expect(copy.tensor.dtype == original.tensor.dtype)
      #expect(copy.tensor.shape == original.tensor.shape)
      if original.tensor.dtype == .string {
        #expect((0..<2).map { copy.tensor.strings[$0] } == ["", "héllo 😀"])
      } else {
        let bytes = copy.tensor.withUnsafeBytes { Array($0) }
        #expect(bytes == original.tensor.withUnsafeBytes { Array($0) })
      }
    }
    #expect(throws: TensorFileError.self) { try NpyFile.write(Tensor(strings: ["a", nil])) }
  }

  @Test func numpyReadsTheHeaderThatIsWritten() throws {
    let file = try NpyFile.write(Tensor([1.0, 2.0]))
    #expect(file.count == 128 + 16)
    #expect(
      String(decoding: file[10..<70], as: UTF8.self)
        == "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }   ")
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try fixture("version1.npy")
    for end in 0..<bytes.count {
      #expect(throws: TensorFileError.self) { try NpyFile.read(bytes[0..<end]) }
    }
  }

  @Test(arguments: [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776, 1099511627776, 0)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (9,)}",
    "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<q9', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<U99999999999', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '|S0', 'fortran_order': False, 'shape': (281474976710656,)}",
    "{'descr': [('a', '<f8'), ('a', '<f8')], 'fortran_order': False, 'shape': (0,)}",
    "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (0,)}",
    "((((((((((((((((((((((((((((((((((((", "__import__('os')", "",
  ])
  func malformedHeadersAreRefused(header: String) {
    let length = UInt8(header.utf8.count)
    let file = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, length, 0] + Array(header.utf8)
    #expect(throws: TensorFileError.self) { try NpyFile.read(Bytes(file)) }
  }
}
