// Compiled models as files.
//
// A compiled model is a safetensors file. The header's metadata has:
//   windhover.format    "compiled-model"
//   windhover.version   the version of this layout: 1
//   windhover.program   the program's text form; constants of more than 64 elements are external
//   windhover.schema    JSON: the name, inputs, layout, outputs, strategy, facts and warnings
// Every external constant is a tensor of the file under its own name; one of text is several, as
// `SafetensorsFile.strings` says. There is no code in the file.

import Archives
import FoundationEssentials
import Pipelines
import TensorIR
import Tensors

extension CompiledModel {
  private enum Key {
    static let format = "windhover.format"
    static let version = "windhover.version"
    static let program = "windhover.program"
    static let schema = "windhover.schema"
    static let formatName = "compiled-model"
    static let versionNumber = "1"
  }

  /// What the file says of the model besides the program.
  private struct Schema: Codable {
    struct Input: Codable {
      var name: String?
      var dtype: DType
      var allowsMissing: Bool
      var note: String?
    }

    var name: String
    var inputs: [Input]
    var layout: InputLayout
    var outputs: [CompiledOutput]
    var strategy: String
    var facts: [ModelFact]
    var warnings: [String]
    /// Absent from files of models whose rows are apart.
    var needsAllRows: Bool?
  }

  /// Writes the model to `path`.
  /// - Throws: `TensorFileError` where the file cannot be written.
  public func write(to path: String) throws {
    let schema = Schema(
      name: name,
      inputs: inputs.map {
        Schema.Input(
          name: $0.name, dtype: $0.dtype, allowsMissing: $0.allowsMissing, note: $0.note)
      },
      layout: layout, outputs: outputs, strategy: strategy.rawValue, facts: facts,
      warnings: warnings, needsAllRows: needsAllRows ? true : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var contents = SafetensorsContents(metadata: [
      Key.format: Key.formatName, Key.version: Key.versionNumber,
      Key.program: program.text(constantLimit: Self.constantLimit),
      Key.schema: String(decoding: try encoder.encode(schema), as: UTF8.self),
    ])
    for (name, tensor) in program.constants where tensor.count > Self.constantLimit {
      contents.add(tensor, named: name)
    }
    try contents.write(to: path)
  }

  private static let constantLimit = 64

  /// Whether contents begin as a compiled model's file does; reading says whether they are one.
  public static func matches(_ bytes: Bytes) -> Bool { SafetensorsFile.matches(bytes) }

  /// Reads the model at `path`, whose constants stay in the mapped file.
  /// - Throws: `TensorFileError` or `CompilerError` where the file is damaged, or is no compiled model.
  public static func read(from path: String) throws -> CompiledModel {
    let file = try SafetensorsFile(path: path)
    do {
      return try CompiledModel(file)
    } catch let error as TensorFileError {
      throw error.inFile(path)
    } catch let error as CompilerError {
      throw CompilerError(at: path, error.message)
    } catch let error as ProgramError {
      throw CompilerError(at: path, "the program in the file is damaged: \(error)")
    }
  }

  /// Reads the model that `file` holds, and checks that its parts fit each other.
  public init(_ file: SafetensorsFile) throws {
    guard file.metadata[Key.format] == Key.formatName else {
      throw CompilerError(
        at: "compiled model",
        "the file is a safetensors file, but no compiled model; make one with 'windhover compile'")
    }
    guard let version = file.metadata[Key.version], version == Key.versionNumber else {
      throw CompilerError(
        at: "compiled model",
        "the file has version \(file.metadata[Key.version] ?? "none") of the format; version "
          + "\(Key.versionNumber) was expected; compile the model again")
    }
    guard let text = file.metadata[Key.program], let json = file.metadata[Key.schema],
      let schema = try? JSONDecoder().decode(Schema.self, from: Data(json.utf8)),
      let strategy = TreeStrategy(rawValue: schema.strategy)
    else {
      throw CompilerError(at: "compiled model", "the file's metadata is incomplete or damaged")
    }
    let program = try Program(parsing: text, external: Self.constants(of: file))
    self.init(
      name: schema.name, program: program,
      inputs: schema.inputs.map {
        InputColumn(
          name: $0.name, dtype: $0.dtype, allowsMissing: $0.allowsMissing, note: $0.note)
      },
      layout: schema.layout, outputs: schema.outputs, strategy: strategy, facts: schema.facts,
      warnings: schema.warnings, needsAllRows: schema.needsAllRows ?? false)
    try check()
  }

  private static func constants(of file: SafetensorsFile) throws -> [String: Tensor] {
    var constants: [String: Tensor] = [:]
    for name in file.entries.keys {
      guard let mark = name.lastIndex(of: "#") else {
        constants[name] = try file.tensor(name)
        continue
      }
      if name.hasSuffix("#bytes") {
        let text = String(name[..<mark])
        constants[text] = try file.strings(text)
      }
    }
    return constants
  }

  /// Checks that the program takes the inputs and gives the outputs that the schema says.
  private func check() throws {
    func damaged(_ message: String) -> CompilerError {
      CompilerError(at: "compiled model", "\(message); the file is damaged")
    }
    guard let main = program.function(Self.entry) else {
      throw damaged("the program has no function '\(Self.entry)'")
    }
    guard layout.columns.allSatisfy(inputs.indices.contains), !layout.columns.isEmpty,
      Set(layout.columns).count == layout.columns.count
    else { throw damaged("the layout names columns that do not exist") }
    let parameters = layout.parameters(of: inputs)
    guard main.parameterNames == parameters.map(\.name),
      main.signature.parameters == parameters.map(\.type)
    else { throw damaged("the program's parameters are not those of the schema") }
    guard Set(outputs.map(\.method)).count == outputs.count else {
      throw damaged("a method is there twice")
    }
    for output in outputs {
      var width = 0
      for result in output.results {
        guard let place = main.resultNames.firstIndex(of: result),
          case .tensor(let type) = main.type(of: main.returns[place]), type.rank == 2,
          type.dimensions[0] == .rows, let columns = type.dimensions[1].extent
        else { throw damaged("the program has no matrix '\(result)'") }
        guard output.labels == nil || (type.dtype == .i64 && columns == 1) else {
          throw damaged("'\(result)' holds no places of labels")
        }
        width += columns
      }
      guard width == output.columnNames.count else {
        throw damaged("'\(output.method)' has \(output.columnNames.count) names, \(width) columns")
      }
    }
  }
}
