// Damaged and hostile model files give one clear error, soon and in bounded memory.

import Archives
import PipelineReaders
import Testing

private func read(_ bytes: [UInt8]) throws {
  let bytes = Bytes(bytes)
  if bytes.hasPrefix(Array("tree".utf8)) {
    _ = try LightGBMReader.read(bytes, name: "model")
  } else {
    _ = try XGBoostReader.read(bytes, name: "model")
  }
}

private func message(_ text: String) -> String {
  do {
    try read(Array(text.utf8))
    return "no error"
  } catch {
    return "\(error)"
  }
}

/// The smallest models of each format.
private let smallModels: [(case: String, file: String)] = [
  ("xgboost/booster-stump", "model.json"), ("xgboost/booster-stump", "model.ubj"),
  ("xgboost/booster-codes", "model.ubj"), ("lightgbm/booster-constant", "model.txt"),
  ("lightgbm/booster-codes", "model.txt"),
]

private func contents(_ model: (case: String, file: String)) throws -> [UInt8] {
  let scored = try #require(
    CaseFolders.fixtures.first { $0.folder.path.hasSuffix("Fixtures/" + model.case) })
  return Array(try scored.bytes(model.file))
}

@Suite struct HostileBoosterTests {
  @Test(arguments: smallModels)
  func truncationIsFound(model: (case: String, file: String)) throws {
    let bytes = try contents(model)
    let isText = model.file == "model.txt"
    // LightGBM reads nothing after the parameters: what is missing there is not missed.
    let marker = Array("end of trees".utf8)
    let end =
      isText
      ? bytes.indices.first { bytes[$0...].starts(with: marker) } ?? 0
      : bytes.lastIndex { $0 == UInt8(ascii: "}") } ?? 0
    for length in 1..<end {
      #expect(throws: ReaderError.self) { try read(Array(bytes[..<length])) }
    }
  }

  @Test(arguments: smallModels)
  func flippedBitsNeverCrash(model: (case: String, file: String)) throws {
    var bytes = try contents(model)
    let step = max(1, bytes.count * 8 / 4_000)
    for bit in stride(from: 0, to: bytes.count * 8, by: step) {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      try? read(bytes)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  /// A model of one tree with two leaves, with some of its text replaced.
  private func xgboost(_ old: String, _ new: String) -> String {
    let text = """
      {"learner": {"attributes": {}, "feature_names": [], "feature_types": [],
      "gradient_booster": {"model": {"gbtree_model_param": {"num_parallel_tree": "1"},
      "iteration_indptr": [0, 1], "tree_info": [0], "trees": [{"left_children": [1, -1, -1],
      "right_children": [2, -1, -1], "split_indices": [0, 0, 0],
      "split_conditions": [5E-1, 1E0, 2E0], "default_left": [0, 0, 0], "split_type": [0, 0, 0],
      "categories": [], "categories_nodes": [], "categories_segments": [],
      "categories_sizes": []}]}, "name": "gbtree"}, "learner_model_param": {"base_score": "0",
      "num_class": "0", "num_feature": "1", "num_target": "1"},
      "objective": {"name": "reg:squarederror"}}, "version": [3, 2, 0]}
      """
    #expect(text.contains(old))
    return text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }

  @Test(arguments: [
    ("[1, -1, -1]", "[1, 0, -1]", "trees[0]", "node 1: child 0, which another node has too"),
    ("[1, -1, -1]", "[1, 7, -1]", "trees[0]", "node 1: child 7 of 3 nodes"),
    ("[2, -1, -1]", "[-5, -1, -1]", "trees[0]", "node 0: child -5 of 3 nodes"),
    ("[2, -1, -1]", "[2, -1]", "right_children", "2 elements; expected 3"),
    (
      "_indices\": [0", "_indices\": [31", "trees[0]",
      "node 0: feature index 31, but the model has 1 features"
    ),
    ("[5E-1", "[NaN", "trees[0]", "a threshold that is not a number"),
    ("_type\": [0", "_type\": [1", "trees[0]", "node 0: a split by categories without categories"),
    ("tree_info\": [0]", "tree_info\": [4]", "tree_info", "tree 0 for output 4"),
    ("[0, 1]", "[0, 9]", "iteration_indptr", "rounds that do not divide 1 trees"),
    ("num_feature\": \"1", "num_feature\": \"900000000000", "num_feature", "900000000000"),
    ("num_class\": \"0", "num_class\": \"900000000000", "num_class", "900000000000"),
    ("squarederror", "unheard_of", "objective.name", "the objective 'reg:unheard_of'"),
    ("reg:squarederror", "binary:logistic", "base_score", "which binary:logistic cannot predict"),
    ("base_score\": \"0", "base_score\": \"[1,2]", "learner_model_param", "2 base scores"),
    ("gbtree\"}", "forest\"}", "gradient_booster.name", "the booster 'forest'"),
  ])
  func damageIsNamed(old: String, new: String, place: String, found: String) {
    let message = message(xgboost(old, new))
    #expect(message.hasPrefix("model: XGBoost JSON, "))
    #expect(message.contains(place) && message.contains(found), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test func theModelThatIsDamagedHereIsRead() {
    #expect(message(xgboost("[3, 2, 0]", "[3, 2, 0]")) == "no error")
  }

  @Test func setsOfCategoriesAreBoundedByTheFile() {
    var text = xgboost("_type\": [0", "_type\": [1")
    text.replace("\"categories\": []", with: "\"categories\": [16777216]")
    text.replace("nodes\": []", with: "nodes\": [0]")
    text.replace("segments\": []", with: "segments\": [0]")
    text.replace("sizes\": []", with: "sizes\": [1]")
    #expect(message(text) == "no error")
    text.replace("[16777216]", with: "[16777217]")
    #expect(message(text).contains("node 0: a category code out of range"))
  }

  @Test func nestingIsBounded() {
    for opening in ["[", "{\"a\":"] {
      let text = String(repeating: opening, count: 100_000)
      #expect(message("{\"learner\":" + text).contains("within one another"))
    }
  }

  @Test func countsAreBelievedOnlyWithTheirBytes() {
    // {"a": [$d#L 2^60 …, and a key as long.
    let huge: [UInt8] = [0x10, 0, 0, 0, 0, 0, 0, 0]
    let key: [UInt8] = Array("{i".utf8) + [1] + Array("a".utf8)
    for rest in ["[$d#L", "[$Z#L", "[#L", "SL", "[$l#L", "{$L#L", "HL"] {
      #expect(throws: ReaderError.self) { try read(key + Array(rest.utf8) + huge) }
    }
    #expect(throws: ReaderError.self) { try read(Array("{L".utf8) + huge) }
  }
}
