import Foundation
import TensorIR
import Tensors
import Testing

/// The folder of conformance data, which is not part of the project.
let conformanceFolder: URL = {
  if let path = ProcessInfo.processInfo.environment["WINDHOVER_SHARED"] {
    return URL(filePath: path).appending(path: "conformance")
  }
  let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  return package.deletingLastPathComponent().appending(path: "shared/conformance")
}()

let onnxFolder = conformanceFolder.appending(path: "onnx-node-tests/node")

@Suite struct OnnxConformanceTests {
  private let rules = OnnxOperators.all

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: onnxFolder.path),
      "the conformance data are not beside the project; set WINDHOVER_SHARED"))
  func `ONNX's operator cases give what ONNX expects`() throws {
    let cases = try FileManager.default.contentsOfDirectory(atPath: onnxFolder.path).sorted()
    var passed = 0
    var notMapped: [String: Int] = [:]
    for name in cases {
      do {
        try check(onnxFolder.appending(path: name))
        passed += 1
      } catch let reason as NotMapped {
        notMapped[reason.what, default: 0] += 1
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    let others = notMapped.values.reduce(0, +)
    print("ONNX operator cases: \(passed) passed, \(others) not mapped, of \(cases.count)")
    #expect(passed >= 830)
  }

  private func check(_ folder: URL) throws {
    let model = try OnnxModel(bytes(folder.appending(path: "model.onnx")))
    for node in model.nodes where rules[node.operation] == nil { throw NotMapped(node.operation) }
    let data = folder.appending(path: "test_data_set_0")
    var values = model.initializers
    for (index, input) in model.inputs.enumerated() {
      values[input] = try tensor(data.appending(path: "input_\(index).pb"))
    }
    for node in model.nodes {
      guard let rule = rules[node.operation] else { throw NotMapped(node.operation) }
      let operands = OnnxOperands(tensors: node.inputs.map { $0.isEmpty ? nil : values[$0] })
      for (output, tensor) in zip(node.outputs, try rule(node, operands)) {
        values[output] = tensor
      }
    }
    for (index, output) in model.outputs.enumerated() {
      let expected = try tensor(data.appending(path: "output_\(index).pb"))
      guard let found = values[output] else { throw NotMapped("output \(index)") }
      #expect(
        found.isNear(expected, steps: model.nodes.count),
        "\(folder.lastPathComponent): \(found.summary) instead of \(expected.summary)")
    }
  }

  private func tensor(_ file: URL) throws -> Tensor {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw NotMapped("no such value")
    }
    do {
      return try Tensor(onnx: ProtobufMessage(bytes(file)[...]))
    } catch is ProtobufError {
      throw NotMapped("a value that is not a tensor")
    }
  }

  private func bytes(_ file: URL) throws -> [UInt8] { try Array(Data(contentsOf: file)) }
}

extension Tensor {
  /// Whether the tensor is `expected`, floats within a few units in the last place of their dtype
  /// for one step, and within ten times that for a graph of several, whose roundings add up.
  fileprivate func isNear(_ expected: Tensor, steps: Int) -> Bool {
    guard dtype == expected.dtype, shape == expected.shape else { return false }
    guard dtype.isFloatingPoint else { return isIdentical(to: expected) }
    let single = dtype == .bf16 ? 0x1p-7 : dtype == .f32 ? 1e-5 : 1e-7
    let tolerance = steps > 1 ? 10 * single : single
    return zip(doubles(), expected.doubles()).allSatisfy { found, wanted in
      if found == wanted || (found.isNaN && wanted.isNaN) { return true }
      return abs(found - wanted) <= tolerance * max(abs(wanted), 0.1)
    }
  }

  fileprivate var summary: String {
    let elements = dtype == .string ? [] : doubles().prefix(6).map(\.description)
    return "\(dtype)\(shape) \(elements)"
  }
}
