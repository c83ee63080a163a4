// The inputs of a graph as columns of a table.

import ONNXSchema
import PipelineReaders
import Tensors

enum TableInputs {
  /// The inputs, each with the number of its columns.
  /// - Throws: `ReaderError` where one is no matrix with a free number of rows.
  static func inputs(of model: ONNXModel) throws -> [TableGraph.Input] {
    let inputs = try model.graph.input.filter { model.initializers[$0.name] == nil }
      .map { try input($0, of: model) }
    guard !inputs.isEmpty else {
      throw ReaderError.onnx("graph", unsupported: "a model without inputs")
    }
    return inputs
  }

  private static func input(
    _ info: Onnx_ValueInfoProto, of model: ONNXModel
  ) throws -> TableGraph.Input {
    let place = "input '\(info.name)'"
    if case .mapType(let type)? = info.type.value {
      return try map(info.name, type, of: model, at: place)
    }
    guard case .tensorType(let type)? = info.type.value else {
      throw ReaderError.onnx(place, unsupported: "an input that is no tensor")
    }
    let dtype = try DType(onnx: type.elemType, at: place)
    let extents = type.shape.dim
    guard (1...2).contains(extents.count), extents[0].fixedExtent == nil else {
      throw ReaderError(
        format: "ONNX", place: .path(place), found: "a tensor \(Self.description(type.shape))",
        expected: "a matrix with a free number of rows, or a vector",
        advice: "run it on tensors: 'windhover verify FOLDER', or the library's TensorModel")
    }
    guard extents.count == 2 else {
      return TableGraph.Input(name: info.name, dtype: dtype, width: 1, isVector: true)
    }
    guard let width = extents[1].fixedExtent ?? ColumnCounts(model).columns(of: info.name) else {
      throw ReaderError(
        format: "ONNX", place: .path(place), found: "a matrix of an unknown number of columns",
        advice: "export the model with the number of its columns")
    }
    guard (1...1 << 24).contains(width) else {
      throw ReaderError.onnx(place, "\(width) columns")
    }
    return TableGraph.Input(name: info.name, dtype: dtype, width: width, isVector: false)
  }

  /// A map's columns are the keys that the operator which takes it knows.
  private static func map(
    _ name: String, _ type: Onnx_TypeProto.Map, of model: ONNXModel, at place: String
  ) throws -> TableGraph.Input {
    guard case .tensorType(let value)? = type.valueType.value else {
      throw ReaderError.onnx(place, unsupported: "a map whose values are no tensors")
    }
    let vectorizer = model.graph.node.firstIndex {
      $0.opType == "DictVectorizer" && $0.input.first == name
    }
    guard let vectorizer else {
      throw ReaderError.onnx(place, unsupported: "a map whose keys no DictVectorizer names")
    }
    let keys = ClassicalMaps.vocabulary(GraphNode(vectorizer, of: model))
    guard !keys.isEmpty, Set(keys).count == keys.count else {
      throw ReaderError.onnx(place, "a vocabulary of \(keys.count) keys")
    }
    return TableGraph.Input(
      name: name, dtype: try DType(onnx: value.elemType, at: place), width: keys.count, keys: keys)
  }

  private static func description(_ shape: Onnx_TensorShapeProto) -> String {
    let extents = shape.dim.map { extent in
      switch extent.value {
      case .dimValue(let value)?: "\(value)"
      case .dimParam(let name)?: name.isEmpty ? "?" : name
      case nil: "?"
      }
    }
    return "[\(extents.joined(separator: ", "))]"
  }
}

extension Onnx_TensorShapeProto.Dimension {
  /// The extent, where it is a number; exporters also write 0 or -1 for a free one.
  var fixedExtent: Int? {
    if case .dimValue(let value)? = value, value > 0 { Int(value) } else { nil }
  }
}

/// How many columns an input has that does not say so, by the operators that take it.
struct ColumnCounts {
  private let model: ONNXModel

  init(_ model: ONNXModel) { self.model = model }

  /// The number of columns; `nil` where no operator says so.
  func columns(of name: String, depth: Int = 0) -> Int? {
    guard depth < 16 else { return nil }
    var least: Int?
    for (index, proto) in model.graph.node.enumerated() where proto.input.contains(name) {
      let node = GraphNode(index, of: model)
      if let exact = exact(node, name) { return exact }
      if let features = node.ints("nodes_featureids")?.max() {
        least = max(least ?? 0, features &+ 1)
      }
      if Self.keepingColumns.contains(node.name.type), proto.input.first == name,
        let output = proto.output.first, let columns = columns(of: output, depth: depth + 1)
      {
        return columns
      }
    }
    return least
  }

  /// Operators whose result has the columns of their first input.
  private static let keepingColumns: Set = [
    "Cast", "Identity", "Scaler", "Imputer", "Normalizer", "Binarizer", "Sub", "Div", "Mul", "Add",
    "Clip", "Abs",
  ]

  private func exact(_ node: GraphNode, _ name: String) -> Int? {
    func more(_ attribute: String) -> Int? {
      let count = node.listCount(attribute)
      return count > 1 ? count : nil
    }
    func quotient(_ attribute: String, _ divisor: Int) -> Int? {
      let count = node.listCount(attribute)
      return divisor > 0 && count > 0 ? count / divisor : nil
    }
    switch node.name.type {
    case "Scaler": return more("offset") ?? more("scale")
    case "Imputer": return more("imputed_value_floats") ?? more("imputed_value_int64s")
    case "LinearRegressor": return quotient("coefficients", node.int("targets", 1))
    case "LinearClassifier":
      return quotient("coefficients", node.floats("intercepts")?.count ?? 0)
    case "SVMRegressor":
      let count = node.int("n_supports", 0)
      return count > 0 ? quotient("support_vectors", count) : quotient("coefficients", 1)
    case "SVMClassifier":
      return quotient("support_vectors", (node.ints("vectors_per_class") ?? []).reduce(0, &+))
    case "MatMul", "Gemm":
      guard node.inputs.first == name, node.inputs.count > 1,
        let weights = model.initializers[node.inputs[1]], weights.shape.rank == 2
      else { return nil }
      return weights.shape[node.name.type == "Gemm" && node.flag("transB") ? 1 : 0]
    case "Add", "Sub", "Mul", "Div":
      guard let other = node.inputs.first(where: { $0 != name }),
        let last = model.initializers[other]?.shape.dimensions.last, last > 1
      else { return nil }
      return last
    default: return nil
    }
  }
}
