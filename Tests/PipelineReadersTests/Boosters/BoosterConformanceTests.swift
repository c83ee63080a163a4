// Models of other people's making, where the conformance data are there (`WINDHOVER_SHARED`).

import Archives
import FoundationEssentials
import PipelineReaders
import Pipelines
import Testing

@Suite(.enabled(if: CaseFolders.conformance("xgboost-json").count > 0, "no conformance data"))
struct BoosterConformanceTests {
  /// What a case's `meta.json` says.
  struct Description: Decodable {
    struct Comparison: Decodable {
      let rtol: Double
      let atol: Double
    }
    let compare: Comparison
  }

  @Test(arguments: CaseFolders.conformance("xgboost-json"))
  func xgboost(_ scored: ScoredCase) throws {
    for name in scored.models {
      try check(
        scored, try XGBoostReader.read(scored.bytes(name), name: name, stopsAtBestIteration: true))
    }
  }

  @Test(arguments: CaseFolders.conformance("lightgbm-txt"))
  func lightgbm(_ scored: ScoredCase) throws {
    for name in scored.models {
      try check(scored, try LightGBMReader.read(scored.bytes(name), name: name))
    }
  }

  private func check(_ scored: ScoredCase, _ pipeline: Pipeline) throws {
    let meta = try Data(contentsOf: scored.folder.appending(path: "meta.json"))
    let compare = try JSONDecoder().decode(Description.self, from: meta).compare
    let (header, rows) = scored.expected
    let scores = try scored.score(pipeline)
    try #require(scores.count == rows.count)
    let isClassifier = header.contains { $0.hasPrefix("probability") }
    for (index, (given, expected)) in zip(scores, rows).enumerated() {
      let predictions = pipeline.outputs[0].columnNames.compactMap { given[$0] }
      let values = isClassifier ? classes(predictions, header) : predictions
      try #require(values.count == header.count)
      for (place, text) in expected.enumerated() {
        let value = try #require(Double(text))
        #expect(
          agree(values[place], value, relative: compare.rtol, absolute: compare.atol),
          "row \(index) \(header[place]): \(values[place]), expected \(value)")
      }
    }
  }

  /// Labels and probabilities in the order of the header.
  private func classes(_ predictions: [Double], _ header: [String]) -> [Double] {
    let isBinary = header.count == 3 * predictions.count
    if isBinary { return predictions.flatMap { [$0 > 0.5 ? 1 : 0, 1 - $0, $0] } }
    let label = predictions.indices.max { predictions[$0] < predictions[$1] } ?? 0
    return [Double(label)] + predictions
  }
}
