// `learner.learner_model_param`: how many features and outputs, and the base scores.

extension XGBoostModel {
  /// The sizes of a model, checked.
  struct Sizes {
    let featureCount: Int
    let outputCount: Int
    private let baseScores: [Float]
    private let json: LocatedJSON

    /// Reads the sizes of a model of `byteCount` bytes.
    init(_ json: LocatedJSON, byteCount: Int) throws(ReaderError) {
      self.json = json
      // Nothing in a small file can name more features than this.
      featureCount = try json.member("num_feature").count(in: 0...max(byteCount, 1 << 16))
      let range = 0...max(byteCount, 1 << 16)
      let classes = try json.optional("num_class")?.count(in: range) ?? 0
      let targets = try json.optional("num_target")?.count(in: range) ?? 1
      guard classes <= 1 || targets <= 1 else {
        throw json.error("\(classes) classes and \(targets) targets", expected: "one or the other")
      }
      outputCount = max(classes, targets, 1)
      baseScores = try Self.scores(try json.member("base_score"))
      guard baseScores.count == 1 || baseScores.count == outputCount else {
        throw json.error("\(baseScores.count) base scores for \(outputCount) outputs")
      }
    }

    /// `5E-1`, or since 3.1 `[5E-1,2.5E-1]`; a number in files that were edited.
    private static func scores(_ json: LocatedJSON) throws(ReaderError) -> [Float] {
      if let number = json.value.double { return [Float(number)] }
      let text = try json.string()
      let list =
        text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
      var scores: [Float] = []
      for part in list.split(separator: ",", omittingEmptySubsequences: false) {
        guard let score = Double(part.filter { $0 != " " }) else {
          throw json.error("'\(part)'", expected: "a number, or numbers in brackets")
        }
        scores.append(Float(score))
      }
      return scores
    }

    /// What the margin of each output begins with.
    func margins(of objective: XGBoostObjective) throws(ReaderError) -> [Double] {
      var margins: [Double] = []
      for score in baseScores {
        let margin = objective.margin(ofBaseScore: score)
        guard margin.isFinite else {
          throw try json.member("base_score").error(
            "the base score \(score), which \(objective.name) cannot predict")
        }
        margins.append(Double(margin))
      }
      return margins.count == outputCount
        ? margins : Array(repeating: margins[0], count: outputCount)
    }
  }
}
