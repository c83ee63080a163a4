// Whatever a pipeline can be made of can be compiled.

import PipelineCompiler
import Pipelines
import Testing

@Suite struct CatalogLoweringTests {
  @Test func everyOperatorHasALowering() {
    for operation in OperatorCatalog.all {
      #expect(operation is any LowerableOperator.Type, "\(operation.name) has no lowering")
    }
  }
}
