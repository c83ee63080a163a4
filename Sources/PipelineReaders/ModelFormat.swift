// Recognising model files by their first bytes, also those that are not read, so that errors can say
// what a file is and what to do about it.

import Archives

/// The format of a model file.
public enum ModelFormat: Hashable, Sendable {
  /// Python objects: pickle, joblib, skops.
  case objects
  /// XGBoost's JSON or UBJSON.
  case xgboost
  /// LightGBM's text.
  case lightgbm
  /// CatBoost's own format or JSON.
  case catboost
  /// A PMML document.
  case pmml
  /// A format that is known and not read.
  case other(UnreadFormat)

  /// What can be read, for errors.
  static let readable =
    "a scikit-learn pickle, joblib or skops file, XGBoost's JSON or UBJSON, LightGBM's text, "
    + "CatBoost's cbm or JSON, or a PMML document"

  /// Recognises the format; `nil` for contents that no known format begins with.
  public init?(of bytes: Bytes) {
    if let other = UnreadFormat(of: bytes) {
      self = .other(other)
    } else if LightGBMReader.recognizes(bytes) {
      self = .lightgbm
    } else if PMMLReader.recognizes(bytes) {
      self = .pmml
    } else if CatBoostReader.recognizes(bytes) {
      self = .catboost
    } else if XGBoostReader.recognizes(bytes) {
      self = .xgboost
    } else if ObjectFile.recognizes(bytes) {
      self = .objects
    } else {
      return nil
    }
  }
}

/// A format that is recognised only to say so.
public struct UnreadFormat: Hashable, Sendable {
  /// What the file is.
  public let name: String
  /// What to do.
  public let advice: String

  private init(_ name: String, _ advice: String) {
    self.name = name
    self.advice = advice
  }

  /// Recognises a format that is not read.
  init?(of bytes: Bytes) {
    let start = Bytes(Array(bytes.prefix(1 << 16)))
    guard let format = Self.binary(bytes) ?? Self.text(start) else { return nil }
    self = format
  }

  private static let fromLibrary = "save the model from the library that trained it as one of these"

  private static func binary(_ bytes: Bytes) -> UnreadFormat? {
    let magics: [(StaticString, UnreadFormat)] = [
      (
        "binf",
        UnreadFormat(
          "an XGBoost binary model, a format that XGBoost 3.1 removed",
          "load it with an XGBoost before 3.1 and save it with save_model('model.json')")
      ),
      (
        "bs64",
        UnreadFormat(
          "an XGBoost text model of before 1.0",
          "load it with an XGBoost before 3.1 and save it with save_model('model.json')")
      ),
      ("\u{93}NUMPY", UnreadFormat("a NumPy array", fromLibrary)),
      ("GGUF", UnreadFormat("a GGUF language model", fromLibrary)),
      ("\u{89}HDF", UnreadFormat("an HDF5 file", fromLibrary)),
    ]
    for (magic, format) in magics where bytes.hasPrefix(Array(latin1(magic))) { return format }
    if ZipReader.recognizes(bytes), !ObjectFile.recognizes(bytes) {
      return UnreadFormat("a ZIP archive without the schema of a skops file", fromLibrary)
    }
    if isSafetensors(bytes) {
      return UnreadFormat(
        "a safetensors file that is not a compiled model",
        "give the model that it was made from")
    }
    if isONNX(bytes) {
      return UnreadFormat("an ONNX model", "ONNX models are not read yet: " + fromLibrary)
    }
    // The first fields of the old binary format are numbers; the names of objective and booster follow.
    let head = Bytes(Array(bytes.prefix(512)))
    if head.contains(0), bytes[0] != UInt8(ascii: "{"), bytes[0] != 0x80,
      head.contains("gbtree") || head.contains("gblinear") || head.contains("dart")
    {
      return magics[0].1
    }
    return nil
  }

  /// The bytes of a magic number, each written as a character of that value.
  private static func latin1(_ text: StaticString) -> [UInt8] {
    "\(text)".unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  /// A header's length in eight bytes, then the header, which is a JSON object.
  private static func isSafetensors(_ bytes: Bytes) -> Bool {
    guard bytes.count > 10 else { return false }
    let length = bytes.littleEndian(UInt64.self, at: 0)
    return length >= 2 && length <= UInt64(bytes.count - 8) && bytes[8] == UInt8(ascii: "{")
      && bytes[9] == UInt8(ascii: "\"") && bytes[0] != UInt8(ascii: "{")
  }

  /// Protobuf: field 1 is the version of the IR, a small number, and another field of a model follows.
  private static func isONNX(_ bytes: Bytes) -> Bool {
    bytes.count > 2 && bytes[0] == 0x08 && (1...31).contains(bytes[1])
      && [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42].contains(bytes[2])
  }

  private static func text(_ start: Bytes) -> UnreadFormat? {
    guard
      let first = start.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) })
    else { return nil }
    switch first {
    case UInt8(ascii: "{") where start.contains("\"tree_info\"") && !start.contains("\"learner\""):
      return UnreadFormat(
        "LightGBM's JSON dump, from which LightGBM itself cannot predict",
        "save the model with Booster.save_model")
    case UInt8(ascii: "[") where start.contains("\"nodeid\""):
      return UnreadFormat(
        "XGBoost's JSON dump of trees, which lacks the objective and the base score",
        "save the model with Booster.save_model")
    case UInt8(ascii: "b") where start.hasPrefix(Array("booster[".utf8)):
      return UnreadFormat(
        "XGBoost's text dump of trees, which lacks the objective and the base score",
        "save the model with Booster.save_model")
    default: return nil
    }
  }
}
