// TreeModel: one tree.

import Pipelines

/// What the leaves of classification trees say.
struct PMMLScores {
  /// The classes, in order.
  let categories: [String]
  private let places: [String: Int]

  init(_ categories: [String]) {
    self.categories = categories
    places = Dictionary(
      categories.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The classes of some trees: those of the target, then others that scores name.
  init(of models: [PMMLElement], values: [String]) throws {
    var categories = values
    var seen = Set(values)
    for model in models {
      let end = Int(model.document.rows[model.index].end)
      for index in model.index..<end {
        let element = PMMLElement(document: model.document, index: index)
        let text: String?
        switch element.name {
        case "ScoreDistribution": text = element["value"]
        case "Node" where element.child("ScoreDistribution") == nil: text = element["score"]
        default: text = nil
        }
        if let text, seen.insert(text).inserted { categories.append(text) }
      }
    }
    self.init(categories)
  }

  func place(of label: String) -> Int? { places[label] }

  /// The score of a node, or the most frequent class where it has none.
  func winner(of node: PMMLElement) throws -> Int? {
    if let score = node["score"] { return places[score] }
    let counts = try distribution(of: node).counts
    guard let best = counts.max(), best > 0 else { return nil }
    return counts.firstIndex(of: best)
  }

  /// The records of each class at a node, and probabilities and confidences where they are given.
  func distribution(
    of node: PMMLElement
  ) throws -> (counts: [Double], probabilities: [Double]?, confidences: [Double]?) {
    var counts = [Double](repeating: 0, count: categories.count)
    var probabilities = counts
    var confidences = counts
    var (hasProbabilities, hasConfidences) = (false, false)
    for entry in node.children where entry.name == "ScoreDistribution" {
      guard let place = try places[entry.required("value")] else { continue }
      counts[place] = try entry.double("recordCount") ?? 0
      if let probability = try entry.double("probability") {
        probabilities[place] = probability
        hasProbabilities = true
      }
      if let confidence = try entry.double("confidence") {
        confidences[place] = confidence
        hasConfidences = true
      }
    }
    return (
      counts, hasProbabilities ? probabilities : nil, hasConfidences ? confidences : nil
    )
  }

  /// The probability of each class at a node.
  func probabilities(of node: PMMLElement) throws -> [Double] {
    let (counts, probabilities, _) = try distribution(of: node)
    if let probabilities { return probabilities }
    let total = counts.reduce(0, +)
    if total > 0 { return counts.map { $0 / total } }
    var certain = [Double](repeating: 0, count: categories.count)
    if let winner = try winner(of: node) { certain[winner] = 1 }
    return certain
  }
}

/// A tree model.
struct PMMLTreeModel {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    guard PMMLTreeReader.reads(model) else {
      return try PMMLBranchingTree(context: context).result()
    }
    let features = PMMLTreeFeatures(scope: context.scope)
    let numbers = context.element.nodeNumbers()
    var identifiers: [String] = []
    var identifierPlaces: [String: Int] = [:]
    func identifier(_ node: PMMLElement) -> Double {
      // A node without an identifier is known by its place, the root being 1.
      let id = node["id"] ?? String(numbers[node.index] ?? 0)
      if let place = identifierPlaces[id] { return Double(place) }
      identifierPlaces[id] = identifiers.count
      identifiers.append(id)
      return Double(identifiers.count - 1)
    }
    let penalty = try model.double("missingValuePenalty") ?? 1
    let scores =
      context.isClassification ? try PMMLScores(of: [model], values: context.targetValues) : nil
    let classCount = scores?.categories.count ?? 0
    // The score or the class's place; probabilities; confidences; the node's place.
    let width = scores == nil ? 2 : 2 + 2 * classCount
    var reader = try PMMLTreeReader(model, features: features) { leaf in
      guard case .node(let node, let unknown) = leaf else {
        return Array(repeating: .nan, count: width)
      }
      guard let scores else {
        return [try node["score"] == nil ? .nan : node.requiredDouble("score"), identifier(node)]
      }
      let probabilities = try scores.probabilities(of: node)
      var confidences = try scores.distribution(of: node).confidences ?? probabilities
      if unknown > 0 {
        for _ in 0..<unknown { confidences = confidences.map { $0 * penalty } }
      }
      let winner = try scores.winner(of: node).map(Double.init) ?? .nan
      return [winner] + probabilities + confidences + [identifier(node)]
    }
    let tree = try reader.read()
    let outputs = try context.columns.applyEnsemble(
      [tree], features: features, width: width, aggregation: .sum, precision: .double)
    var result: PMMLResult
    if let scores {
      result = PMMLResult()
      result.categories = scores.categories
      result.probabilities = Array(outputs[1...classCount])
      result.confidences = Array(outputs[(classCount + 1)...(2 * classCount)])
      result.predicted = try context.label(at: outputs[0], of: scores.categories)
    } else {
      result = context.regression(outputs[0])
    }
    let table = LookupTable(
      keys: identifiers.indices.map { [.number(Double($0))] },
      values: identifiers.map(CellValue.text), fallback: .missing, kind: .text)
    if let last = outputs.last {
      result.entities = [
        PMMLValue(expression: .lookup(table: table, keys: [last]), type: .string)
      ]
    }
    return result
  }
}

extension PMMLElement {
  /// The numbers of the nodes of a tree in the order of the document, the root being 1.
  func nodeNumbers() -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    for place in index..<Int(document.rows[index].end) {
      let element = PMMLElement(document: document, index: place)
      if element.name == "Node" { numbers[place] = numbers.count + 1 }
    }
    return numbers
  }
}

extension PMMLColumns {
  /// The outputs of an ensemble of trees over its features.
  func applyEnsemble(
    _ trees: [Tree], features: PMMLTreeFeatures, width: Int,
    aggregation: TreeEnsemble.Aggregation, precision: TreeEnsemble.Precision
  ) throws -> [Expression] {
    let expressions = try features.expressions()
    let ensemble = TreeEnsemble(
      featureCount: expressions.count, outputCount: width, trees: trees,
      categorySets: features.categorySets, comparison: .double, accumulation: precision,
      aggregation: aggregation, base: Array(repeating: 0, count: width))
    try ensemble.validate()
    return try apply(ensemble, to: expressions)
  }
}
