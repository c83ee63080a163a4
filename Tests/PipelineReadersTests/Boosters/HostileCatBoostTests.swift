// Damaged and hostile CatBoost files give one clear error, soon and in bounded memory.

import Archives
import Foundation
import PipelineReaders
import Pipelines
import Testing

private func read(_ bytes: [UInt8]) throws -> Pipeline {
  try CatBoostReader.read(Bytes(bytes), name: "model")
}

private func message(_ bytes: [UInt8]) -> String {
  do {
    _ = try read(bytes)
    return "no error"
  } catch {
    return "\(error)"
  }
}

/// Small models with every kind of feature and tree.
private let smallModels = [
  "depth-one/model.cbm", "only-categories/model.cbm", "combinations/model.cbm",
  "depth-wise-three/model.cbm", "statistics-counter/model.cbm", "only-categories/model.json",
  "depth-wise-three/model.json",
]

private func contents(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: ScoringFixture.folder.appending(path: "catboost/" + name)))
}

@Suite struct HostileCatBoostTests {
  @Test(arguments: smallModels)
  func truncationIsFound(name: String) throws {
    let bytes = try contents(name)
    #expect(message(bytes) == "no error")
    let end = name.hasSuffix("json") ? bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0 : bytes.count
    // Each length is read from the start: of text, which is slow to read, some are enough.
    let step = name.hasSuffix("json") ? 101 : 1
    for length in stride(from: 0, to: end, by: step) {
      #expect(throws: (any Error).self) { try read(Array(bytes[..<length])) }
    }
  }

  @Test(arguments: smallModels)
  func flippedBitsNeverCrash(name: String) throws {
    var bytes = try contents(name)
    let step = max(1, bytes.count * 8 / 2_000)
    for bit in stride(from: 0, to: bytes.count * 8, by: step) {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      _ = try? read(bytes)
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  @Test(arguments: smallModels)
  func randomBytesNeverCrash(name: String) throws {
    let bytes = try contents(name)
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        damaged[place] = [0, 1, 0x7F, 0x80, 0xFF, .random(in: 0...255, using: &generator)]
          .randomElement(using: &generator)!
      }
      _ = try? read(damaged)
    }
  }

  @Test func sizesAreBelievedOnlyWithTheirBytes() {
    let magic = Array("CBM1".utf8)
    #expect(message(magic).contains("the file ends"))
    #expect(message(magic + [0xF0, 0xFF, 0xFF, 0x7F]).contains("a part of"))
    let long = magic + [UInt8](repeating: 0xFF, count: 12)
    #expect(message(long).contains("a size of"))
    #expect(message(magic + [8, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8)).contains("beyond"))
  }

  /// A model of one tree with two leaves, with some of its text replaced.
  private func json(_ old: String, _ new: String) -> [UInt8] {
    let text = """
      {"features_info": {"float_features": [{"borders": [0.5], "feature_id": "0",
      "feature_index": 0, "flat_feature_index": 0, "has_nans": false,
      "nan_value_treatment": "AsIs"}], "categorical_features": [{"feature_id": "1",
      "feature_index": 0, "flat_feature_index": 1}], "ctrs": [{"borders": [3],
      "ctr_type": "Counter", "elements": [{"cat_feature_index": 0,
      "combination_element": "cat_feature_value"}], "identifier": "", "prior_denomerator": 1,
      "prior_numerator": 0, "scale": 15, "shift": 0, "target_border_idx": 0}]},
      "ctr_data": {"{\\"identifier\\":[{\\"cat_feature_index\\":0,\\"combination_element\\":\
      \\"cat_feature_value\\"}],\\"type\\":\\"Counter\\"}": {"counter_denominator": 9,
      "hash_map": ["7", 5], "hash_stride": 2}},
      "model_info": {"params": {"loss_function": {"type": "RMSE"}}},
      "oblivious_trees": [{"leaf_values": [1, 2, 3, 4], "splits": [{"split_index": 0},
      {"split_index": 1}]}], "scale_and_bias": [1, [0]]}
      """
    #expect(text.contains(old))
    return Array(
      text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new).utf8)
  }

  @Test func theModelThatIsDamagedHereIsRead() {
    #expect(message(json("RMSE", "RMSE")) == "no error")
  }

  @Test(arguments: [
    ("split_index\": 1", "split_index\": 2", "tree 0: a split that does not exist; there are 2"),
    ("[1, 2, 3, 4]", "[1, 2, 3]", "3 leaf values at depth 2"),
    ("hash_stride\": 2", "hash_stride\": 3", "2 elements of hash_map, which are not 3 a key"),
    ("\"7\", 5", "\"seven\", 5", "in hash_map; expected a hash in quotes"),
    ("\"7\", 5", "\"7\", null", "null in hash_map; expected a number"),
    ("\"ctr_data\"", "\"other\"", "the file lacks the counts of categories that its trees use"),
    ("\"Counter\",", "\"Sorcery\",", "the kind 'Sorcery' of statistics"),
    ("flat_feature_index\": 1", "flat_feature_index\": 0", "two features of one column"),
    ("flat_feature_index\": 1", "flat_feature_index\": 900000000", "a feature without a column"),
    ("[0.5]", "[NaN]", "a border that is not a number"),
    ("\"AsIs\"", "\"AsYouLike\"", "the treatment 'AsYouLike' of missing values"),
    ("[1, [0]]", "[1, [0, 0]]", "2 elements; expected 1"),
    ("[1, [0]]", "[NaN, [0]]", "a scale or bias that is not finite"),
    ("\"RMSE\"", "\"MultiClassOneVsAll\"", "no error"),
    ("\"oblivious_trees\"", "\"none\"", "no member 'trees'"),
  ])
  func damageIsNamed(old: String, new: String, found: String) {
    let message = message(json(old, new))
    #expect(message.contains(found), "\(message)")
    #expect(!message.contains("\n"))
  }
}
