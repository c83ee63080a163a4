// Every trained object among the scoring fixtures is translated, and gives the columns it should.

import PipelineReaders
import Pipelines
import Testing

struct FixtureTranslationTests {
  @Test(arguments: try ScoringFixture.all())
  func givesTheColumnsOfTheLibrary(fixture: ScoringFixture) throws {
    for model in fixture.models {
      let pipeline: Pipeline
      do {
        pipeline = try fixture.pipeline(model)
      } catch {
        if fixture.isRefused { continue }
        throw error
      }
      #expect(pipeline.inputs.count <= (try fixture.header("input.csv")).count)
      for output in pipeline.outputs {
        #expect(pipeline.type(of: output.table).width == output.columnNames.count)
      }
      if fixture.isRefused { continue }
      let given = pipeline.outputs.flatMap(\.columnNames)
      let expected = try fixture.header("expected.csv")
      #expect(Set(expected).isSubset(of: given), "\(model) of \(fixture.name)")
    }
  }
}
