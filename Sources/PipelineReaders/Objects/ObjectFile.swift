// One way in for every file of Python objects: pickle, joblib and skops, compressed or not.

import Archives
import Tensors

/// A file of Python objects, read without running any of it.
public struct ObjectFile: Sendable {
  /// The formats of Python objects.
  public enum Format: String, Sendable {
    case pickle
    /// A pickle with arrays as joblib writes them.
    case joblib
    case skops
  }

  /// What the file says about itself.
  public struct Facts: Sendable {
    /// The format.
    public let format: Format
    /// How the whole file is compressed; members of a skops archive may be besides.
    public let compression: Compression?
    /// The protocol of the pickle or of the skops schema.
    public let protocolVersion: Int
    /// The version of skops, where the file names it.
    public let skopsVersion: String?
    /// The versions of scikit-learn that estimators in the file name, each once, in file order.
    public let scikitLearnVersions: [String]
  }

  /// The value that the file holds: free of cycles and of bounded depth.
  public let root: InertValue
  /// What the file says about itself.
  public let facts: Facts

  /// Whether `bytes` begin as a file of Python objects does, by content and not by name.
  ///
  /// Protocols 0 and 1 have no magic number: such pickles are recognised by how objects begin.
  public static func recognizes(_ bytes: Bytes) -> Bool {
    if ZipReader.recognizes(bytes) {
      // An archive that cannot be opened is tried, so that the error says what is wrong with it.
      guard let archive = try? ZipReader(bytes) else { return true }
      return archive.member(named: SkopsReader.schemaName) != nil
    }
    if bytes.count >= 2, bytes[0] == 0x80 { return bytes[1] <= 5 }
    // `(`, `c`, `]`, `}` of protocols 0 and 1, never followed by text as JSON's or a table's are.
    if bytes.hasPrefix(Array("ccopy_reg\n".utf8)) || bytes.hasPrefix(Array("(i".utf8))
      || bytes.hasPrefix(Array("(dp".utf8)) || bytes.hasPrefix(Array("(lp".utf8))
    {
      return true
    }
    return Compression(of: bytes) != nil
  }

  /// Reads the value of a file.
  ///
  /// Throws `ReaderError` for files that are damaged, that would run code if Python read them, that
  /// are compressed in a way not read here, or that hold values nested deeper than any model.
  ///
  /// - Parameters:
  ///   - bytes: the contents.
  ///   - name: the name that errors give the file.
  public static func read(_ bytes: Bytes, name: String) throws(ReaderError) -> ObjectFile {
    do throws(ReaderError) {
      return try read(bytes)
    } catch {
      throw error.inFile(name)
    }
  }

  private static func read(_ bytes: Bytes) throws(ReaderError) -> ObjectFile {
    if ZipReader.recognizes(bytes) { return try readSkops(bytes) }
    guard let compression = Compression(of: bytes) else {
      return try readPickle(bytes, compression: nil)
    }
    return try readPickle(try decompress(bytes, compression), compression: compression)
  }

  private static func decompress(
    _ bytes: Bytes, _ compression: Compression
  ) throws(ReaderError) -> Bytes {
    guard compression.isReadable else {
      throw ReaderError(
        format: "joblib", place: .byte(0), found: "\(compression.rawValue) compression",
        expected: "none, zlib, gzip, bzip2, xz, lzma or lz4",
        advice: "save it again with joblib.dump(model, file, compress=('zlib', 3))")
    }
    do throws(ArchiveError) {
      return try Decompressor.decompress(bytes, compression)
    } catch {
      throw ReaderError(format: "joblib", archiveError: error)
    }
  }

  private static func readPickle(
    _ bytes: Bytes, compression: Compression?
  ) throws(ReaderError) -> ObjectFile {
    let pool = InertPool(byteCount: bytes.count)
    do throws(ReaderError) {
      let interpreter = PickleInterpreter(bytes, pool: pool)
      let root = try interpreter.run()
      let facts = Facts(
        format: interpreter.facts.hasJoblibArrays ? .joblib : .pickle, compression: compression,
        protocolVersion: interpreter.facts.protocolVersion, skopsVersion: nil,
        scikitLearnVersions: pool.scikitLearnVersions)
      guard interpreter.cursor.position == bytes.count else {
        throw interpreter.cursor.error(
          "\(bytes.count - interpreter.cursor.position) bytes after STOP", expected: "one pickle",
          advice: "save the model in a file of its own")
      }
      return try finish(root, facts: facts, pool: pool)
    } catch {
      pool.dismantle()
      throw error
    }
  }

  private static func readSkops(_ bytes: Bytes) throws(ReaderError) -> ObjectFile {
    let pool = InertPool(byteCount: bytes.count)
    do throws(ReaderError) {
      var reader = try SkopsReader(bytes, pool: pool)
      let root = try reader.readRoot()
      let facts = Facts(
        format: .skops, compression: nil, protocolVersion: reader.protocolVersion,
        skopsVersion: reader.skopsVersion, scikitLearnVersions: pool.scikitLearnVersions)
      return try finish(root, facts: facts, pool: pool)
    } catch {
      pool.dismantle()
      throw error
    }
  }

  private static func finish(
    _ root: InertValue, facts: Facts, pool: InertPool
  ) throws(ReaderError) -> ObjectFile {
    guard pool.finish(root) else {
      throw ReaderError(
        format: facts.format.rawValue,
        found: "values nested more than \(InertPool.maximumDepth) deep",
        advice: "no model is that deep: \(ReaderError.damaged)")
    }
    return ObjectFile(root: root, facts: facts)
  }
}

extension ReaderError {
  /// Describes a compressed or archived file that could not be opened.
  init(format: String, archiveError error: ArchiveError) {
    self.init(
      format: format, place: error.byteOffset.map { .byte($0) },
      found: "\(error.subject): \(error.found)",
      advice: error.advice ?? (error.kind == .damaged ? ReaderError.damaged : nil))
  }
}
