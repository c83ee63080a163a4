// Which format the rows come in, told by their first bytes.

/// The formats of tables.
public enum TableFormat: String, Sendable, Hashable, CaseIterable {
  case csv
  case jsonLines
  case npy
  case npz

  /// The format of files whose path ends as `path` does, or `nil` where the ending tells nothing.
  public init?(pathExtensionOf path: String) {
    var name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    if name.hasSuffix(".gz") { name.removeLast(3) }
    switch name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last {
    case "csv": self = .csv
    case "jsonl", "ndjson", "json": self = .jsonLines
    case "npy": self = .npy
    case "npz": self = .npz
    default: return nil
    }
  }
}

/// What the first bytes of a file say it is.
enum FileSignature {
  case gzip
  case table(TableFormat)
  /// A known format that holds no rows for us, and what it is called.
  case foreign(String)

  /// How many bytes are enough to tell.
  static let length = 64

  /// Looks at the start of a file; `hint` decides where text could be either kind.
  init(_ start: some Collection<UInt8>, hint: TableFormat?) {
    let foreign: [([UInt8], String)] = [
      (Array("PAR1".utf8), "a Parquet file"), (Array("ARROW1".utf8), "an Arrow file"),
      ([0xD0, 0xCF, 0x11, 0xE0], "an Excel workbook"), ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
      (Array("BZh".utf8), "a bzip2 archive"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
      ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"), ([0xFF, 0xFE], "UTF-16 text"),
      ([0xFE, 0xFF], "UTF-16 text"),
    ]
    if start.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if start.starts(with: [0x93] + Array("NUMPY".utf8)) {
      self = .table(.npy)
    } else if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .table(.npz)
    } else if let match = foreign.first(where: { start.starts(with: $0.0) }) {
      self = .foreign(match.1)
    } else {
      let text = start.starts(with: byteOrderMark) ? Array(start.dropFirst(3)) : Array(start)
      switch text.first(where: { !isJSONBlank($0) }) {
      case UInt8(ascii: "{") where hint != .csv: self = .table(.jsonLines)
      case UInt8(ascii: "[") where hint == .jsonLines: self = .foreign("one JSON array")
      default: self = .table(hint == .jsonLines ? .jsonLines : .csv)
      }
    }
  }
}

/// U+FEFF in UTF-8, with which some programs begin their text.
let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
