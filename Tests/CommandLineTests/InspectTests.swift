import Foundation
import Testing

@Suite struct InspectTests {
  @Test(arguments: [
    "pipelines/columns-names/model.pkl", "pipelines/chain-nested/model.pkl",
    "trees/forest-binary/model.pkl", "xgboost/booster-categories/model.json",
    "lightgbm/booster-binary/model.txt",
  ])
  func aModelIsDrawnAsText(_ model: String) throws {
    let run = try CommandLineRun("inspect", fixture(model))
    #expect(run.status == 0, "\(run.errors)")
    let name = model.split(separator: "/").dropLast().joined(separator: "-")
    try expectGolden(run.output, "inspect-\(name).txt")
  }

  @Test func jsonHasInputsOperatorsAndOutputs() throws {
    let run = try CommandLineRun("inspect", fixture("trees/forest-binary/model.pkl"), "--json")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let keys = try #require(object?.keys)
    #expect(
      Set(keys) == ["facts", "inputs", "name", "operators", "outputs", "sizes", "warnings"])
    let outputs = try #require(object?["outputs"] as? [[String: Any]])
    #expect(outputs.first?["method"] as? String == "predict")
  }

  @Test func theProgramIsPartOfTheText() throws {
    let run = try CommandLineRun("inspect", fixture("linear/linear/model.pkl"), "--program")
    #expect(run.output.contains("\nProgram:\n"))
    #expect(run.output.contains("@main"))
  }

  @Test("what the optimiser does is part of the text and of the JSON")
  func passes() throws {
    let model = fixture("pipelines/chain-scaled-trees/model.pkl")
    let run = try CommandLineRun("inspect", model, "--passes")
    #expect(run.output.contains("\nPasses: "))
    #expect(run.output.contains("\n    tree ensemble tests the numbers before scale\n"))
    #expect(run.output.contains("\nCompiled:\n  %0 = trees(input)"))
    let json = try CommandLineRun("inspect", model, "--passes", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let passes = try #require(object?["passes"] as? [String: Any])
    #expect(Set(passes.keys) == ["after", "before", "pipeline", "steps"])
    let steps = try #require(passes["steps"] as? [[String: Any]])
    #expect(steps.first?["pass"] as? String == "scale-into-thresholds")
  }

  @Test(arguments: ["Examples/flights/model.pkl", fixture("pipelines/columns-nested/model.pkl")])
  func boxesOfADrawingStandApartOrInsideEachOther(_ model: String) throws {
    let run = try CommandLineRun("inspect", model, "--format", "svg")
    #expect(run.status == 0, "\(run.errors)")
    let boxes = run.output.matches(
      of: /class="\w+" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/)
    let frames = try boxes.map { box in
      try CGRect(
        x: #require(Double(box.1)), y: #require(Double(box.2)), width: #require(Double(box.3)),
        height: #require(Double(box.4)))
    }
    #expect(frames.count > 4)
    for (index, first) in frames.enumerated() {
      for second in frames[(index + 1)...] {
        #expect(
          !first.intersects(second) || first.holds(second) || second.holds(first),
          "\(first) and \(second)")
      }
    }
  }

  @Test func aCompiledModelIsShownToo() throws {
    let folder = try TemporaryFolder()
    let compiled = folder.path("compiled")
    _ = try CommandLineRun("compile", fixture("linear/linear/model.pkl"), "-o", compiled)
    let run = try CommandLineRun("inspect", compiled)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Outputs:\n  predict"))
  }
}

extension CGRect {
  /// Whether another lies inside; `contains` compares sums of rounded sizes.
  fileprivate func holds(_ other: CGRect) -> Bool {
    minX <= other.minX && minY <= other.minY && other.maxX <= maxX && other.maxY <= maxY
  }
}
