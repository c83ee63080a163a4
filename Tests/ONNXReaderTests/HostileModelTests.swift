import Archives
import Foundation
import ONNXReader
import ONNXSchema
import PipelineReaders
import SwiftProtobuf
import Testing

@Suite struct HostileModelTests {
  /// A model of one node from `X` to `Y`.
  private func model(
    _ operation: String,
    _ change: (inout Onnx_GraphProto, inout Onnx_NodeProto) -> Void = { _, _ in }
  ) throws -> Bytes {
    var node = Onnx_NodeProto()
    node.opType = operation
    node.input = ["X"]
    node.output = ["Y"]
    var graph = Onnx_GraphProto()
    graph.input = [input("X")]
    graph.output = [input("Y")]
    change(&graph, &node)
    graph.node = [node]
    var model = Onnx_ModelProto()
    model.irVersion = 9
    model.graph = graph
    var set = Onnx_OperatorSetIdProto()
    set.version = 18
    model.opsetImport = [set]
    return Bytes([UInt8](try model.serializedBytes() as Data))
  }

  /// A matrix of three columns.
  private func input(_ name: String) -> Onnx_ValueInfoProto {
    var info = Onnx_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = 1
    var (rows, columns) = (
      Onnx_TensorShapeProto.Dimension(), Onnx_TensorShapeProto.Dimension()
    )
    rows.dimParam = "rows"
    columns.dimValue = 3
    info.type.tensorType.shape.dim = [rows, columns]
    return info
  }

  private func refusal(_ bytes: Bytes) -> String {
    do {
      _ = try ONNXReader.read(bytes, name: "model.onnx")
      return "read"
    } catch {
      return "\(error)"
    }
  }

  @Test func aModelIsRead() throws {
    #expect(refusal(try model("Relu")) == "read")
  }

  @Test func aTruncatedModelIsRefusedAtEveryByte() throws {
    let whole = try model("Relu")
    for count in 0..<whole.count {
      // What is cut between two fields is a smaller message; it never is a crash.
      _ = refusal(Bytes(Array(whole[0..<count])))
    }
  }

  @Test func anUnknownOperatorIsRefusedByName() throws {
    #expect(refusal(try model("Levitate")).contains("Levitate"))
  }

  @Test func aNodeThatReadsItsOwnOutputIsRefused() throws {
    let bytes = try model("Relu") { _, node in node.input = ["Y"] }
    #expect(refusal(bytes).contains("'Y' is not there"))
  }

  @Test(arguments: ["../secret", "/etc/passwd", "a/../../b", ""])
  func externalDataStaysInTheModelsFolder(_ location: String) throws {
    let bytes = try model("Relu") { graph, _ in
      var tensor = Onnx_TensorProto()
      tensor.name = "W"
      tensor.dims = [1]
      tensor.dataType = 1
      tensor.dataLocation = .external
      var entry = Onnx_StringStringEntryProto()
      (entry.key, entry.value) = ("location", location)
      tensor.externalData = [entry]
      graph.initializer = [tensor]
    }
    #expect(refusal(bytes).contains("a file in the model's folder"))
  }

  @Test func extentsThatDoNotFitTheElementsAreRefused() throws {
    for dims in [[-1], [1 << 40, 1 << 40], [3]] as [[Int64]] {
      let bytes = try model("Relu") { graph, _ in
        var tensor = Onnx_TensorProto()
        tensor.name = "W"
        tensor.dims = dims
        tensor.dataType = 1
        tensor.rawData = Data([0, 0, 0, 0])
        graph.initializer = [tensor]
      }
      #expect(refusal(bytes).contains("initializer 'W'"))
    }
  }

  @Test(arguments: ["Transpose", "Concat", "Gather", "Softmax", "Flatten", "Split"])
  func axesOutOfRangeAreRefused(_ operation: String) throws {
    for axis in [Int64.min, -9, 9, .max] {
      let bytes = try model(operation) { _, node in
        var attribute = Onnx_AttributeProto()
        attribute.name = operation == "Transpose" ? "perm" : "axis"
        attribute.i = axis
        attribute.ints = [axis, axis]
        node.attribute = [attribute]
      }
      #expect(refusal(bytes) != "read")
    }
  }

  @Test func aGraphInItselfEnds() throws {
    let bytes = try model("If") { graph, node in
      var inner = Onnx_GraphProto()
      for _ in 0..<100 {
        var nested = node
        var branch = Onnx_AttributeProto()
        (branch.name, branch.g) = ("then_branch", inner)
        nested.attribute = [branch]
        inner = Onnx_GraphProto()
        inner.node = [nested]
      }
      var branch = Onnx_AttributeProto()
      (branch.name, branch.g) = ("then_branch", inner)
      node.attribute = [branch]
    }
    #expect(refusal(bytes) != "read")
  }
}
