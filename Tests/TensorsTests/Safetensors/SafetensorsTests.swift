// Reading and writing safetensors files.

import Archives
import FoundationEssentials
import Tensors
import Testing

struct SafetensorsTests {
  /// A file with a header and some bytes behind it.
  private func file(_ header: String, data: Int) -> Bytes {
    let length = header.utf8.count
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return Bytes(prefix + Array(header.utf8) + [UInt8](repeating: 0, count: data))
  }

  @Test func everyDTypeReadsBack() throws {
    let tensors: [(String, Tensor)] = [
      ("bool", Tensor([true, false, true])), ("f64", Tensor([1.5, .nan], shape: [2, 1])),
      ("f32", Tensor([Float(2.5)])), ("i64", Tensor([Int64.min])), ("i32", Tensor([Int32(-7)])),
      ("i8", Tensor([Int8(3)])), ("empty", Tensor([Double](), shape: [0, 4])),
      ("text", Tensor(strings: ["a", nil, "", "ü"], shape: [2, 2])),
    ]
    var contents = SafetensorsContents(metadata: ["about": "a \"test\"\n"])
    for (name, tensor) in tensors { contents.add(tensor, named: name) }
    let path = FileManager.default.temporaryDirectory
      .appending(path: "windhover-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try contents.write(to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.metadata == ["about": "a \"test\"\n"])
    for (name, tensor) in tensors {
      let back = tensor.dtype == .string ? try file.strings(name) : try file.tensor(name)
      #expect(back.shape == tensor.shape)
      if tensor.dtype == .string {
        #expect((0..<4).map { back.strings[$0] } == (0..<4).map { tensor.strings[$0] })
      } else {
        let same = back.withUnsafeBytes { a in
          tensor.withUnsafeBytes { b in a.elementsEqual(b) }
        }
        #expect(same, "\(name)")
      }
    }
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#,
    #"{"a":{"dtype":"F64","shape":[9223372036854775807,9],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"X","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"U8","shape":[8]}}"#, "[]", "{", #"{"__metadata__":{"a":1}}"#,
  ])
  func aHeaderThatDoesNotFitIsRefused(_ header: String) {
    #expect(throws: TensorFileError.self) { try SafetensorsFile(file(header, data: 8)) }
  }

  @Test func aHeaderLongerThanTheFileIsRefused() {
    #expect(throws: TensorFileError.self) {
      try SafetensorsFile(Bytes([255, 255, 255, 255, 255, 255, 255, 255, 0x7B, 0x7D]))
    }
    #expect(throws: TensorFileError.self) { try SafetensorsFile(Bytes([1, 2, 3])) }
  }
}
