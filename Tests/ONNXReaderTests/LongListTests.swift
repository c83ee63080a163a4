import Archives
import Foundation
import ONNXReader
import ONNXSchema
import PipelineReaders
import SwiftProtobuf
import Tensors
import Testing

/// Models whose lists stay in the file, against the same read by the generated reader.
@Suite struct LongListTests {
  /// A model of two trees over three columns; `change` may list other things.
  private func forest(
    _ change: (inout [String: Onnx_AttributeProto]) -> Void = { _ in }
  ) throws -> Onnx_ModelProto {
    var attributes: [String: Onnx_AttributeProto] = [:]
    func list(_ name: String, _ fill: (inout Onnx_AttributeProto) -> Void) {
      var attribute = Onnx_AttributeProto()
      attribute.name = name
      fill(&attribute)
      attributes[name] = attribute
    }
    let leaf = "LEAF"
    let modes = ["BRANCH_LEQ", leaf, leaf, "BRANCH_GT", "BRANCH_EQ", leaf, leaf, leaf]
    list("nodes_treeids") { $0.ints = [0, 0, 0, 1, 1, 1, 1, 1] }
    list("nodes_nodeids") { $0.ints = [0, 1, 2, 0, 1, 2, 3, 4] }
    list("nodes_featureids") { $0.ints = [0, 0, 0, 2, 1, 0, 0, 0] }
    list("nodes_values") { $0.floats = [0.5, 0, 0, -1, 2, 0, 0, 0] }
    list("nodes_modes") { $0.strings = modes.map { Data($0.utf8) } }
    list("nodes_truenodeids") { $0.ints = [1, 0, 0, 1, 3, 0, 0, 0] }
    list("nodes_falsenodeids") { $0.ints = [2, 0, 0, 2, 4, 0, 0, 0] }
    list("target_treeids") { $0.ints = [1, 0, 0, 1, 1] }
    list("target_nodeids") { $0.ints = [4, 1, 2, 2, 3] }
    list("target_ids") { $0.ints = [0, 0, 0, 0, 0] }
    list("target_weights") { $0.floats = [16, 1, 2, 4, 8] }
    change(&attributes)
    var node = Onnx_NodeProto()
    (node.opType, node.domain) = ("TreeEnsembleRegressor", "ai.onnx.ml")
    (node.input, node.output) = (["X"], ["Y"])
    var targets = Onnx_AttributeProto()
    (targets.name, targets.i) = ("n_targets", 1)
    node.attribute = [targets] + attributes.values.sorted { $0.name < $1.name }
    var graph = Onnx_GraphProto()
    (graph.node, graph.input, graph.output) = ([node], [matrix("X", 3)], [matrix("Y", 1)])
    var model = Onnx_ModelProto()
    (model.irVersion, model.graph) = (9, graph)
    var (standard, classical) = (Onnx_OperatorSetIdProto(), Onnx_OperatorSetIdProto())
    standard.version = 18
    (classical.domain, classical.version) = ("ai.onnx.ml", 3)
    model.opsetImport = [standard, classical]
    return model
  }

  private func matrix(_ name: String, _ columns: Int64) -> Onnx_ValueInfoProto {
    var info = Onnx_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = 1
    var (rows, width) = (Onnx_TensorShapeProto.Dimension(), Onnx_TensorShapeProto.Dimension())
    rows.dimParam = "rows"
    width.dimValue = columns
    info.type.tensorType.shape.dim = [rows, width]
    return info
  }

  private func bytes(_ model: Onnx_ModelProto) throws -> [UInt8] {
    [UInt8](try model.serializedBytes() as Data)
  }

  /// What the model makes of some rows, or why it does not.
  private func outcome(_ bytes: [UInt8], largeSize: Int) -> String {
    do {
      let model = try TensorModel(Bytes(bytes), name: "model.onnx", largeSize: largeSize)
      let rows: [Float] = [0, 2, 0, 1, 2, -1, 0.5, 3, -2, 9, 9, 9]
      let results = try model.run(["X": .tensor(Tensor(rows, shape: [4, 3]))])
      return results.map { result in
        guard case .tensor(let tensor) = result else { return "no tensor" }
        return "\(tensor.doubles())"
      }.joined(separator: ", ")
    } catch {
      return "\(error)"
    }
  }

  @Test func treesWhoseListsStayInTheFileGiveTheSame() throws {
    let bytes = try bytes(forest())
    #expect(outcome(bytes, largeSize: 1) == "[9.0, 6.0, 5.0, 18.0]")
    #expect(outcome(bytes, largeSize: .max) == "[9.0, 6.0, 5.0, 18.0]")
  }

  @Test func packedListsAreReadToo() throws {
    let written = try bytes(forest())
    // The integers 1, 0, 0, 1, 1 of `target_treeids`, each with its tag, become one packed field.
    let listed: [UInt8] = [0x40, 1, 0x40, 0, 0x40, 0, 0x40, 1, 0x40, 1]
    let packed: [UInt8] = [0x42, 8, 1, 0, 0, 1, 0x81, 0x80, 0x80, 0]
    let start = try #require(
      written.indices.first { Array(written[$0...].prefix(listed.count)) == listed })
    var bytes = written
    bytes.replaceSubrange(start..<start + listed.count, with: packed)
    #expect(outcome(bytes, largeSize: 1) == "[9.0, 6.0, 5.0, 18.0]")
    #expect(outcome(bytes, largeSize: .max) == "[9.0, 6.0, 5.0, 18.0]")
  }

  @Test func listsOfDifferentLengthsAreRefused() throws {
    let bytes = try bytes(forest { $0["nodes_values"]?.floats.append(1) })
    #expect(outcome(bytes, largeSize: 1).contains("lists of nodes of different lengths"))
  }

  @Test func anUnknownModeIsRefusedByName() throws {
    let bytes = try bytes(forest { $0["nodes_modes"]?.strings[3] = Data("BRANCH_ODD".utf8) })
    #expect(outcome(bytes, largeSize: 1).contains("the mode 'BRANCH_ODD'"))
  }

  /// Where the file is damaged, both readers find the same model or refuse alike.
  @Test func aDamagedFileIsReadAlike() throws {
    let whole = try bytes(forest())
    for place in whole.indices {
      for damage in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] where whole[place] != damage {
        var bytes = whole
        bytes[place] = damage
        #expect(outcome(bytes, largeSize: 1) == outcome(bytes, largeSize: .max), "\(place)")
      }
      let cut = Array(whole[..<place])
      #expect(outcome(cut, largeSize: 1) == outcome(cut, largeSize: .max), "cut at \(place)")
    }
  }
}
