import Archives
import FoundationEssentials
import PipelineReaders
import Tensors
import Testing

@Suite struct ObjectFileTests {
  @Test(arguments: [
    "protocol0", "protocol1", "protocol2", "protocol3", "protocol4", "protocol5", "joblib-plain",
    "joblib-zlib", "joblib-gzip",
  ])
  func everyProtocolGivesWhatPythonHas(format: String) throws {
    let file = try ObjectFixtures.read("zoo.\(format)")
    let difference = firstDifference(canonicalText(file.root), try ObjectFixtures.text("zoo.txt"))
    #expect(difference == nil)
    #expect(file.facts.format == (format.hasPrefix("joblib") ? .joblib : .pickle))
  }

  @Test(arguments: ["linear", "forest", "tree", "boosting", "counts", "function"])
  func modelsGiveWhatPythonHas(model: String) throws {
    let expected = try ObjectFixtures.text("\(model).txt")
    for format in ["pickle", "joblib"] {
      let file = try ObjectFixtures.read("\(model).\(format)")
      let difference = firstDifference(canonicalText(file.root), expected)
      #expect(difference == nil, "\(format)")
      #expect(file.facts.scikitLearnVersions == ["1.9.0"])
    }
  }

  @Test(arguments: ["linear", "forest", "tree", "counts", "function", "plain"])
  func skopsGivesWhatPickleGives(model: String) throws {
    let file = try ObjectFixtures.read("\(model).skops")
    let expected = try ObjectFixtures.text("\(model).txt")
    let difference = firstDifference(canonicalText(file.root), expected)
    #expect(difference == nil)
    #expect(file.facts.format == .skops)
    #expect(file.facts.protocolVersion == 2)
  }

  @Test func sharedValuesStayShared() throws {
    for name in ["zoo.protocol0", "zoo.protocol5"] {
      guard case .dictionary(let values) = try ObjectFixtures.read(name).root,
        case .list(let first)? = values["shared"], case .list(let second)? = values["again"]
      else {
        Issue.record("no lists in \(name)")
        continue
      }
      #expect(first === second)
    }
  }

  @Test func sparseMatricesKeepTheirParts() throws {
    guard case .object(let matrix) = try ObjectFixtures.read("sparse.skops").root else {
      Issue.record("no object")
      return
    }
    #expect(matrix.type.description == "scipy.sparse._csr.csr_matrix")
    #expect(matrix["_shape"].map(canonicalText) == "(2,2)")
    #expect(matrix["indptr"].map(canonicalText) == "int(3|0,1,2)")
    #expect(matrix["data"].map(canonicalText) == "f64(2|d3ff8000000000000,d4004000000000000)")
  }

  @Test(arguments: ["bz2", "xz", "lzma"])
  func everyCompressionOfJoblibIsRead(suffix: String) throws {
    let file = try ObjectFixtures.read("one.joblib-\(suffix)")
    #expect(canonicalText(file.root) == "[1]")
    #expect(file.facts.compression != nil)
  }

  @Test func compressionThatIsNotReadIsNamed() throws {
    let error = #expect(throws: ReaderError.self) {
      try ObjectFile.read(Bytes([0x28, 0xB5, 0x2F, 0xFD, 0]), name: "model.pkl")
    }
    #expect(error?.description.contains("zstd compression") == true)
    #expect(error?.description.contains("joblib.dump(model, file, compress=('zlib', 3))") == true)
  }

  @Test func contentAndNotTheNameDecides() throws {
    #expect(ObjectFile.recognizes(try ObjectFixtures.bytes("zoo.protocol0")))
    #expect(ObjectFile.recognizes(try ObjectFixtures.bytes("zoo.protocol4")))
    #expect(ObjectFile.recognizes(try ObjectFixtures.bytes("zoo.joblib-zlib")))
    #expect(ObjectFile.recognizes(try ObjectFixtures.bytes("plain.skops")))
    #expect(!ObjectFile.recognizes(Bytes(utf8: "{\"learner\": {}}")))
    #expect(!ObjectFile.recognizes(Bytes(utf8: "tree\nversion=v4\n")))
    #expect(!ObjectFile.recognizes(Bytes([])))
  }

  @Test(.enabled(if: ObjectFixtures.conformance != nil, "no conformance data beside the checkout"))
  func everyConformancePickleIsRead() throws {
    let folder = try #require(ObjectFixtures.conformance) + "/sklearn-pkl"
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      let path = "\(folder)/\(name)/model.pkl"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      do {
        let file = try ObjectFile.read(try MappedFile(path: path).bytes, name: name)
        guard case .object = file.root else {
          Issue.record("\(name): no object")
          continue
        }
        count += 1
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(count > 190)
  }
}

/// Where two texts first differ, with what is around it.
private func firstDifference(_ found: String, _ expected: String) -> String? {
  if found == expected { return nil }
  let (left, right) = (Array(found.utf8), Array(expected.utf8))
  let index = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
  let start = max(0, (index ?? min(left.count, right.count)) - 60)
  func excerpt(_ bytes: [UInt8]) -> String {
    String(decoding: bytes[min(start, bytes.count)..<min(start + 160, bytes.count)], as: UTF8.self)
  }
  return "found \(excerpt(left)) but expected \(excerpt(right))"
}
