// A benchmark's result as a table for people.

extension BenchmarkResult {
  /// The result as text: the model, the rows, the start, and a line for each measurement.
  public var text: String {
    var lines = ["\(name): \(methods.joined(separator: ", "))"]
    var about = [["model", model]]
    about.append([
      "machine",
      "\(counted(machine.processorCount, "processor"))"
        + (machine.processor.map { ", \($0)" } ?? ""),
    ])
    about.append(["rows", rowsInWords])
    about.append([
      "start",
      "\(Self.duration(startUp.seconds)): model read in \(Self.duration(startUp.readSeconds)), "
        + "compiled in \(Self.duration(startUp.compileSeconds)), "
        + "first row in \(Self.duration(startUp.firstRowSeconds))",
    ])
    lines += aligned(about).map { "  " + $0 }
    if !cells.isEmpty { lines += [""] + tableLines }
    lines += refusals.map { refusal in
      "\(refusal.setting.strategy), \(refusal.setting.kernel), "
        + "\(counted(refusal.setting.threads, "thread")): not run: \(refusal.reason)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var rowsInWords: String {
    let number = counted(rows.count, "row")
    switch rows.source {
    case .file: return number
    case .made: return "\(number), made up: " + rows.notes.joined(separator: "; ")
    }
  }

  private var tableLines: [String] {
    var table = [
      [
        "strategy", "kernel", "threads", "batch", "calls", "median", "99%", "rows/s", "first call",
      ]
    ]
    table += cells.map { cell in
      [
        cell.setting.strategy, cell.setting.kernel, "\(cell.setting.threads)",
        grouped(cell.batchSize), grouped(cell.calls), Self.duration(cell.medianSeconds),
        Self.duration(cell.p99Seconds), grouped(Int(cell.rowsPerSecond)),
        Self.duration(cell.firstCallSeconds),
      ]
    }
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { row in
      row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        // Names stand at the left of their columns, numbers at the right.
        return column < 2 ? cell + blanks : blanks + cell
      }.joined(separator: "  ")
    }
  }

  /// Seconds to three digits, in the unit that suits them.
  static func duration(_ seconds: Double) -> String {
    let (value, unit) =
      seconds < 1e-3 ? (seconds * 1e6, "µs") : seconds < 1 ? (seconds * 1e3, "ms") : (seconds, "s")
    let decimals = value < 10 ? 2 : value < 100 ? 1 : 0
    let scale = [1.0, 10, 100][decimals]
    let scaled = Int((value * scale).rounded())
    guard decimals > 0 else { return "\(scaled) \(unit)" }
    let whole = Int(scale)
    let rest = String(whole + scaled % whole).dropFirst()
    return "\(scaled / whole).\(rest) \(unit)"
  }
}
