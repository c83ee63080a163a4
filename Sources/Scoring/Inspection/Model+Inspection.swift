// Looking at an opened model.

import Glibc
import PipelineCompiler
import TensorIR

extension Model {
  /// What there is to see of the model that was opened at `path`.
  ///
  /// `withProgram` compiles it, and adds the text and the size of its program; `withPasses` adds what
  /// the optimiser does to its pipeline, which a compiled model no longer has.
  /// - Throws: `CompilerError` where an operator cannot be kept exactly.
  public func inspection(
    path: String, withProgram: Bool = false, withPasses: Bool = false
  ) throws -> ModelInspection {
    var inspection: ModelInspection
    switch content {
    case .pipeline(let pipeline):
      inspection = ModelInspection(pipeline, fileBytes: fileSize(path))
      if withPasses { inspection.passes = try ModelInspection.Passes(of: pipeline) }
    case .compiled(let model): inspection = ModelInspection(model, fileBytes: fileSize(path))
    }
    if withProgram {
      let compiled = try compiled(methods: methods.map(\.name))
      inspection.measure(compiled)
      inspection.program = compiled.program.text()
    }
    return inspection
  }
}

/// The size of a file in bytes, `nil` where there is none.
public func fileSize(_ path: String) -> Int? {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : nil
}
