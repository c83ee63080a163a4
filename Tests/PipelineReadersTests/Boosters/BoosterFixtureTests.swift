// Bare boosters give what XGBoost and LightGBM give, on every model that the project ships.

import Archives
import PipelineReaders
import Pipelines
import Testing

@Suite struct BoosterFixtureTests {
  @Test func thereAreCases() {
    #expect(CaseFolders.fixtures.count >= 80)
  }

  @Test(arguments: CaseFolders.fixtures)
  func givesWhatTheLibraryGives(_ scored: ScoredCase) throws {
    let (header, rows) = scored.expected
    for name in scored.models {
      let bytes = try scored.bytes(name)
      let isLightGBM = LightGBMReader.recognizes(bytes)
      #expect(isLightGBM != XGBoostReader.recognizes(bytes))
      let pipeline =
        try isLightGBM
        ? LightGBMReader.read(bytes, name: name) : XGBoostReader.read(bytes, name: name)
      #expect(pipeline.warnings.isEmpty)
      #expect(Set(pipeline.outputs.flatMap(\.columnNames)) == Set(header))
      let scores = try scored.score(pipeline)
      try #require(scores.count == rows.count)
      for (index, (given, expected)) in zip(scores, rows).enumerated() {
        for (column, text) in zip(header, expected) {
          let value = text.isEmpty ? Double.nan : try #require(Double(text))
          // Margins and raw scores are sums in the library's order: the same to the last bit.
          let isSum = column.hasPrefix("raw") || column.hasPrefix("leaf")
          let tolerance = isSum || (column.hasPrefix("margin") && !pipeline.isLinear) ? 0 : 1e-6
          let score = try #require(given[column])
          let isSame =
            tolerance == 0 && column.hasPrefix("margin")
            ? Float(score) == Float(value) || value.isNaN
            : agree(
              score, value, relative: isLightGBM ? 1e-12 * (isSum ? 0 : 1) : tolerance,
              absolute: 0)
          #expect(isSame, "\(name) row \(index) \(column): \(score), expected \(value)")
        }
      }
    }
  }
}

extension Pipeline {
  fileprivate var isLinear: Bool { nodes.contains { $0.operation is Linear } }
}
