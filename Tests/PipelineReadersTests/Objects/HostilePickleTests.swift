import Archives
import PipelineReaders
import Testing

private func read(_ bytes: [UInt8]) throws -> InertValue {
  try ObjectFile.read(Bytes(bytes), name: "model.pkl").root
}

private func error(_ bytes: [UInt8]) -> String {
  do {
    return "read: \(try read(bytes))"
  } catch {
    return "\(error)"
  }
}

private func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
  Array(repeatElement(bytes, count: count).joined())
}

@Suite struct HostilePickleTests {
  @Test(arguments: [
    ("cos\nsystem\n(S'ls'\ntR.", "os.system", 0), ("cposix\nsystem\n.", "posix.system", 0),
    ("\u{80}\u{04}\u{8C}\u{0A}subprocess\u{8C}\u{05}Popen\u{93}.", "subprocess.Popen", 21),
    ("c__builtin__\neval\n(S'1'\ntR.", "__builtin__.eval", 0),
    ("cbuiltins\nexec\n.", "builtins.exec", 0), ("c__builtin__\n__import__\n.", "__import__", 0),
    ("cbuiltins\nopen\n.", "builtins.open", 0), ("csys\nmodules\n.", "sys.modules", 0),
    ("cimportlib\nimport_module\n.", "importlib.import_module", 0),
    ("ctypes\nCodeType\n.", "types.CodeType", 0), ("crunpy\nrun_path\n.", "runpy.run_path", 0),
    ("ccloudpickle.cloudpickle\n_make_function\n.", "cloudpickle", 0),
    ("cnumpy\nload\n.", "numpy.load", 0), ("cpandas\nread_pickle\n.", "pandas.read_pickle", 0),
    ("cbuiltins\ngetattr\n(cbuiltins\nstr\nS'__class__'\ntR.", "builtins.getattr", 47),
  ])
  func whatWouldRunCodeIsRefusedByName(pickle: String, name: String, byte: Int) {
    let bytes = pickle.unicodeScalars.map { UInt8($0.value) }
    let message = error(bytes)
    #expect(message.hasPrefix("model.pkl: pickle, byte \(byte): the pickle would call "))
    #expect(message.contains(name))
    #expect(!message.contains("\n"))
  }

  @Test func harmlessNamesAreRead() throws {
    for pickle in [
      "cmycompany.models\nThing\n.", "cnumpy\nlog1p\n.", "ccollections\nOrderedDict\n.",
      "c__main__\nThing\n.", "cbuiltins\ngetattr\n(cbuiltins\nstr\nS'lower'\ntR.",
    ] {
      guard case .global = try read(Array(pickle.utf8)) else {
        Issue.record("\(pickle)")
        continue
      }
    }
  }

  @Test(arguments: ["tree.pickle", "counts.pickle", "function.joblib", "zoo.protocol5"])
  func everyTruncationIsRefused(name: String) throws {
    let bytes = try ObjectFixtures.bytes(name)
    for end in 0..<bytes.count {
      #expect(throws: ReaderError.self) { try ObjectFile.read(bytes[0..<end], name: name) }
    }
  }

  @Test(arguments: ["tree.pickle", "zoo.protocol0", "zoo.protocol5", "zoo.joblib-plain"])
  func flippedBitsReturnOrThrow(name: String) throws {
    let original = Array(try ObjectFixtures.bytes(name))
    var generator = SeededGenerator(seed: 1)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      let start = ContinuousClock.now
      if (try? read(bytes)) == nil { refused += 1 }
      #expect(ContinuousClock.now - start < .seconds(1))
    }
    #expect(refused > 500)
  }

  @Test func randomBytesReturnOrThrow() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<3000 {
      let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }
      _ = try? read([0x80, 0x04] + bytes)
    }
  }

  @Test func hugeCountsAreRefused() {
    let huge: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0x10]
    for opcode: UInt8 in [0x8D, 0x8E, 0x96] {
      #expect(error([0x80, 4, opcode] + huge).contains("announced"))
    }
    #expect(error([0x80, 4, 0x8D] + [UInt8](repeating: 0xFF, count: 8)).contains("announced"))
    #expect(error([0x80, 4, 0x58, 0xFF, 0xFF, 0xFF, 0xFF]).contains("announced"))
    #expect(error([0x80, 4, 0x8B, 0xFF, 0xFF, 0xFF, 0xFF]).contains("-1 bytes"))
    #expect(
      error([0x80, 4, 0x8B, 0, 4, 0, 0] + [UInt8](repeating: 1, count: 1024) + [0x2E])
        .contains("an integer of 1024 bytes"))
  }

  @Test func memoAndStackAbuseIsRefused() throws {
    #expect(error([0x80, 4, 0x68, 7, 0x2E]).contains("memo entry 7"))
    #expect(error([0x80, 4, 0x6A, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E]).contains("memo entry 4294967295"))
    let sparse: [UInt8] = [0x80, 4, 0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0x30, 0x6A]
    _ = try read(sparse + [0xFF, 0xFF, 0xFF, 0xFF, 0x2E])
    for opcodes: [UInt8] in [
      [0x2E], [0x30, 0x2E], [0x31, 0x2E], [0x32], [0x65], [0x52], [0x62], [0x73], [0x85], [0x94],
      [0x28, 0x2E], [0x4E, 0x28, 0x85], [0x4E, 0x4E, 0x2E], [0x4E, 0x28, 0x4E, 0x75, 0x2E],
      [0x4E, 0x4E, 0x61, 0x2E], [0x4E, 0x4E, 0x52], [0x4E, 0x4E, 0x62, 0x2E], [0xFE], [0x50, 0x0A],
      [0x82, 1], [0x97], [0x28, 0x69], [0x80, 6], [0x4E],
    ] {
      #expect(error([0x80, 4] + opcodes).hasPrefix("model.pkl: pickle, byte "))
    }
  }

  @Test(arguments: [
    (repeated([0x5D], 200_000) + repeated([0x61], 199_999) + [0x2E]),
    ([0x29] + repeated([0x85], 200_000) + [0x2E]),
    (repeated([0x7D, 0x4E], 200_000) + [0x4E] + repeated([0x73], 200_000) + [0x2E]),
    (repeated([0x5D], 200_000)),
    ([0x29] + repeated([0x85], 200_000)),
  ])
  func deepNestingIsRefused(body: [UInt8]) {
    let start = ContinuousClock.now
    #expect(error([0x80, 4] + body).hasPrefix("model.pkl: pickle"))
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func deepGarbageBesidesTheValueIsTakenApart() throws {
    let body: [UInt8] = [0x29] + repeated([0x85], 200_000) + [0x30, 0x4E, 0x2E]
    guard case .none = try read([0x80, 4] + body) else {
      Issue.record("no None")
      return
    }
  }

  @Test func laughsStaySharedAndSmall() throws {
    // Forty lists, each with eight references to the one before: 8^40 paths.
    var bytes: [UInt8] = [0x80, 4, 0x5D, 0x94, 0x30]
    for level in 0..<40 as Range<UInt8> {
      bytes += [0x5D, 0x94, 0x28] + repeated([0x68, level], 8) + [0x65, 0x30]
    }
    let start = ContinuousClock.now
    guard case .list(let list) = try read(bytes + [0x68, 40, 0x2E]) else {
      Issue.record("no list")
      return
    }
    #expect(list.elements.count == 8)
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test func theLastOfEqualKeysIsKept() throws {
    let pickle = "}(Va\nI1\nVb\nI2\nVa\nI3\nu."
    let root = try read(Array(pickle.utf8))
    #expect(canonicalText(root) == "{'a':3,'b':2}")
  }

  @Test func cyclesAreCut() throws {
    guard case .list(let list) = try read([0x80, 4, 0x5D, 0x94, 0x68, 0, 0x61, 0x2E]),
      case .object(let mark)? = list.elements.first
    else {
      Issue.record("no list")
      return
    }
    #expect(mark.type == .cycle)
  }

  @Test func aSharedBufferIsNotDecodedWithoutBound() {
    // One buffer of 64 KiB, and arrays that each decode it again.
    var bytes: [UInt8] = [0x80, 4, 0x42, 0, 0, 1, 0] + [UInt8](repeating: 0, count: 65536) + [0x94]
    let dtype = "cnumpy\ndtype\n(V\u{75}1\nI00\nI01\ntR"
    bytes += Array(dtype.utf8) + [0x94, 0x28]
    for _ in 0..<10_000 {
      bytes += Array("cnumpy.core.numeric\n_frombuffer\n(".utf8) + [0x68, 0, 0x68, 1]
      bytes += Array("I65536\nVC\ntR0".utf8)
    }
    bytes += [0x2E]
    #expect(error(bytes).contains("many times larger than the file"))
  }

  @Test func arraysThatDoNotFitTheirDataAreRefused() {
    func array(_ shape: String, _ dtype: String) -> String {
      let text =
        "cnumpy.core.numeric\n_frombuffer\n(S'12345678'\ncnumpy\ndtype\n(V\(dtype)\nI00\nI01"
      let body = text + "\ntR(\(shape)tVC\ntR."
      return error(Array(body.replacing("S'12345678'\n", with: "C\u{08}12345678").utf8))
    }
    #expect(array("I1\n", "f8").hasPrefix("read"))
    for (shape, dtype) in [
      ("I2\n", "f8"), ("I-1\n", "f8"), ("I4294967296\nI4294967296\nI0\n", "f8"), ("I1\n", "O8"),
      ("I9223372036854775807\n", "u1"), ("I281474976710656\n", "S0"), ("Vx\n", "f8"),
    ] {
      #expect(array(shape, dtype).hasPrefix("model.pkl: pickle, byte"), "\(shape) \(dtype)")
    }
  }

  @Test func oldJoblibWrappersAreRefusedWithAdvice() {
    let message = error(Array("cjoblib.numpy_pickle\nNDArrayWrapper\n)R.".utf8))
    #expect(message.contains("joblib before 0.10"))
  }
}
