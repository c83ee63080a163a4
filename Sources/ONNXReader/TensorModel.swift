// Any ONNX model, as a function of tensors.

import Archives
import ONNXSchema
import PipelineCompiler
import PipelineReaders
import TensorIR
import TensorRuntime
import Tensors

/// A value that a model takes or gives.
public indirect enum ModelValue: Sendable {
  /// A tensor.
  case tensor(Tensor)
  /// A list of values.
  case sequence([ModelValue])
  /// An optional without an element.
  case absent
}

/// An ONNX model of any inputs and outputs.
///
/// A program is made for the shapes of the inputs; where shapes in the graph depend on what inputs
/// hold, for what these hold.
public struct TensorModel: Sendable {
  private let model: ONNXModel

  /// Reads the model in `bytes`, the contents of the file at `name`.
  /// - Throws: `ReaderError`.
  public init(_ bytes: Bytes, name: String) throws { model = try ONNXModel(bytes, name: name) }

  /// Reads the model, whose lists and contents of tensors stay in the file from `largeSize` bytes on.
  package init(_ bytes: Bytes, name: String, largeSize: Int) throws {
    model = try ONNXModel(bytes, name: name, largeSize: largeSize)
  }

  /// The names of the inputs that a caller must give, in order.
  public var inputNames: [String] {
    model.graph.input.map(\.name).filter { model.initializers[$0] == nil }
  }

  /// The names of the outputs, in order.
  public var outputNames: [String] { model.graph.output.map(\.name) }

  /// The kind of a value.
  enum Kind {
    case tensor
    case sequence
    case optional

    init(_ type: Onnx_TypeProto?) {
      switch type?.value {
      case .sequenceType: self = .sequence
      case .optionalType: self = .optional
      default: self = .tensor
      }
    }
  }

  /// What the input called `name` is.
  func inputKind(_ name: String) -> Kind {
    Kind(model.graph.input.first { $0.name == name }?.type)
  }

  /// What the output called `name` is.
  func outputKind(_ name: String) -> Kind {
    Kind(model.graph.output.first { $0.name == name }?.type)
  }

  /// The outputs, in order, for `inputs` by name.
  /// - Throws: `ReaderError` where an operator is not supported or the inputs do not fit the model;
  ///   what running the program throws.
  public func run(_ inputs: [String: ModelValue]) throws -> [ModelValue] {
    var needed: ValueNeeded?
    for knowledge in Knowledge.allCases {
      do {
        return try Specialisation(model, inputs, knowledge).run()
      } catch let error as ValueNeeded {
        needed = error
      }
    }
    throw needed?.refusal ?? ReaderError.onnx("graph", unsupported: "the graph")
  }

  /// Which inputs' elements a program is made for.
  private enum Knowledge: CaseIterable {
    case shapes
    case smallIntegers
    case everything

    func includes(_ tensor: Tensor) -> Bool {
      switch self {
      case .shapes: false
      case .smallIntegers:
        !tensor.dtype.isFloatingPoint && tensor.shape.rank < 2 && tensor.count <= 64
      case .everything: true
      }
    }
  }

  /// A program for some inputs.
  private struct Specialisation {
    var arguments: [Value] = []
    var results: [Shape] = []
    var program: Program

    /// A value's structure, its tensors being places among the program's results.
    indirect enum Shape {
      case tensor(Int)
      case sequence([Shape])
      case absent
    }

    init(_ model: ONNXModel, _ inputs: [String: ModelValue], _ knowledge: Knowledge) throws {
      let names = inputs.keys.sorted()
      var parameters: [(name: String, type: ValueType)] = []
      var arguments: [Value] = []
      for name in names {
        guard case .tensor(let tensor)? = inputs[name], !knowledge.includes(tensor) else {
          continue
        }
        parameters.append((name, .tensor(TensorType(of: tensor))))
        arguments.append(.tensor(tensor))
      }
      let builder = ProgramBuilder(name: "graph")
      var results: [Shape] = []
      try builder.define("main", parameters: parameters) { b, values in
        b.evaluatesConstants = true
        var graphInputs: [String: GraphValue] = [:]
        for (parameter, value) in zip(parameters, values) {
          graphInputs[parameter.name] = .tensor(value)
        }
        for name in names where graphInputs[name] == nil {
          graphInputs[name] = try inputs[name].map { try Self.constant($0, b) }
        }
        let translator = GraphTranslator(model, builder: b, options: CompilerOptions())
        var returned: [ValueID] = []
        results = try translator.run(graphInputs).map { try Self.shape($0, &returned) }
        return returned
      }
      self.arguments = arguments
      self.results = results
      program = try DeadCodeElimination(roots: ["main"]).run(on: builder.build())
    }

    func run() throws -> [ModelValue] {
      let values = try Executor(program).run("main", arguments).map(\.tensor)
      return results.map { Self.value($0, values) }
    }

    private static func constant(_ value: ModelValue, _ b: FunctionBuilder) throws -> GraphValue {
      switch value {
      case .tensor(let tensor): .tensor(try b.constant(tensor))
      case .sequence(let values): .sequence(try values.map { try constant($0, b) })
      case .absent: .absent
      }
    }

    private static func shape(_ value: GraphValue, _ returned: inout [ValueID]) throws -> Shape {
      switch value {
      case .tensor(let id):
        returned.append(id)
        return .tensor(returned.count - 1)
      case .sequence(let values): return .sequence(try values.map { try shape($0, &returned) })
      case .absent: return .absent
      case .tokens:
        throw ReaderError.onnx("graph", unsupported: "an output of words")
      case .map(let map):
        returned.append(map.scores)
        return .tensor(returned.count - 1)
      }
    }

    private static func value(_ shape: Shape, _ values: [Tensor]) -> ModelValue {
      switch shape {
      case .tensor(let place): .tensor(values[place])
      case .sequence(let shapes): .sequence(shapes.map { value($0, values) })
      case .absent: .absent
      }
    }
  }
}
