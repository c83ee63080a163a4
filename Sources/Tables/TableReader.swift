// The way into tables: any format, all at once or batch by batch.

/// Reads the rows of a file, batch by batch, so that memory is bounded by a batch.
///
/// The format is recognised by content; the extension decides only between the two kinds of text.
///
/// **CSV** (RFC 4180) is UTF-8 with a header. A field in quotes may hold commas, line ends, and
/// quotes written twice. Lines end in LF or CR LF; the last needs no end; blank lines are left out,
/// as pandas does. Numbers may have blanks around them. A column that is not in
/// ``TableReadingOptions/types`` has the type that all its values have, of the first batch: `i64`
/// when each is an integer that fits and none is missing, else `f64` when each is a number, else
/// `bool` when each is true or false, else `string`; without any value it is `f64`. Numbers are
/// rounded correctly. `inf`, `infinity` and `nan` in any case are numbers. A field in quotes is
/// treated as it would be without them: `"NA"` is missing and `"1"` is a number, as for pandas.
/// Where `f64`, `f32` or `i64` is asked for, `true` and `false` are 1 and 0, as NumPy makes of them;
/// where `bool` is, 1 and 0 are values too; where `i64` is, `3.0` is 3.
///
/// **JSON lines** are one flat object a line. `null` and a key that is not there are missing. `NaN`,
/// `Infinity` and `-Infinity` are numbers, as Python writes them. Types are inferred as for CSV,
/// but text beside numbers in a column that is not asked to be anything is refused.
///
/// Either may be compressed by gzip. A `.npy` file is a matrix whose columns have no names, or an
/// array of records with named fields; a `.npz` file is one matrix, or arrays of one axis, each a
/// column of its name. Named columns are converted to the types asked for; a matrix stays what it is.
public final class TableReader {
  /// The format of the rows.
  public let format: TableFormat
  private let batches: any BatchReader
  /// A batch ends before it has as many rows as asked for when its text is this long.
  private static let maximumBatchSize = 256 << 20

  /// Opens the file at `path`, `-` for standard input, and reads its header.
  ///
  /// Throws ``TableError`` where there is no such file, where it cannot be read, where it is of no
  /// known format, and where its header is wrong or lacks a column of the options.
  public convenience init(path: String, options: TableReadingOptions = .init()) throws(TableError) {
    try self.init(OpenInput(FileDescriptor(reading: path)), options)
  }

  /// Reads rows from a stream; `read` fills up to all of a buffer, and gives 0 at the end.
  ///
  /// `name` is what errors call the stream; its extension is the hint that a path's would be. Throws
  /// ``TableError`` as for a file, and what `read` throws.
  public convenience init(
    name: String, options: TableReadingOptions = .init(),
    read: @escaping (UnsafeMutableRawBufferPointer) throws(TableError) -> Int
  ) throws(TableError) {
    try self.init(OpenInput(name: name, read: read), options)
  }

  private init(_ input: OpenInput, _ options: TableReadingOptions) throws(TableError) {
    (format, batches) = try input.open(options)
    try batches.configure(types: options.types, columns: options.columns)
  }

  /// The names of the columns in the input; empty where they have none.
  ///
  /// For JSON lines, the keys of the first rows; keys that later rows of the first batch add become
  /// columns too.
  public var columnNames: [String] { batches.columnNames }

  /// Whether the columns have names; those of a matrix in a `.npy` file have positions only.
  public var hasColumnNames: Bool { batches.hasNames }

  /// Sets the types and the choice of columns anew, for callers who want to see the names first;
  /// may be called before the first batch only.
  public func configure(
    types: [String: ColumnType], columns: [String]? = nil
  ) throws(TableError) {
    try batches.configure(types: types, columns: columns)
  }

  /// The next rows, at most `maximumRows` of them; `nil` after the last.
  ///
  /// The first batch comes even where there are no rows, to tell the columns. A batch of text may
  /// have fewer rows than asked for where more are to come.
  public func next(maximumRows: Int = 65_536) throws(TableError) -> Table? {
    precondition(maximumRows > 0, "a batch has rows")
    return try batches.next(maximumRows: maximumRows, maximumBytes: Self.maximumBatchSize)
  }

  /// All rows as one table, where no batch was read before.
  public func readAll() throws(TableError) -> Table {
    guard let table = try batches.next(maximumRows: .max, maximumBytes: .max) else {
      preconditionFailure("the first batch always comes")
    }
    return table
  }
}

extension Table {
  /// Reads the whole file at `path`, as ``TableReader`` does in batches.
  public static func read(
    path: String, options: TableReadingOptions = .init()
  ) throws(TableError) -> Table {
    try TableReader(path: path, options: options).readAll()
  }

  /// Reads the whole file at `path`; `requestedTypes` are by name, and `missing` are the fields that
  /// mean a missing value, `nil` for the default ones.
  public static func read(
    path: String, requestedTypes: [String: ColumnType], missing: [String]? = nil
  ) throws(TableError) -> Table {
    try read(path: path, options: .init(types: requestedTypes, missingTokens: missing))
  }
}
