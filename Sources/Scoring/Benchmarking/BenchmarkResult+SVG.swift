// A benchmark's result as a drawing: rows a second and time of a call, by the size of batches.

extension BenchmarkResult {
  /// The result as an SVG document: throughput at the left; at the right the median of a call, and in dashes
  /// what 99 of 100 calls did not exceed.
  public var svg: String {
    let settings = settings
    let plots = [throughput(settings), latency(settings)]
    let width = LogarithmicPlot.width * Double(plots.count)
    let legendTop = 34 + LogarithmicPlot.height
    let height = legendTop + 20 * Double(settings.count) + 16
    let size = (SVGDocument.number(width), SVGDocument.number(height))
    let title = "\(name): \(methods.joined(separator: ", "))"
    var lines = [
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(size.0)" height="\#(size.1)" "#
        + #"viewBox="0 0 \#(size.0) \#(size.1)" role="img">"#,
      "<title>\(SVGDocument.escaped(title))</title>", Self.style,
      #"<rect width="100%" height="100%" fill="white"/>"#,
      LogarithmicPlot.text(20, 26, title, anchor: "start", class: "title"),
    ]
    for (place, plot) in plots.enumerated() {
      lines += plot.elements(x: LogarithmicPlot.width * Double(place), y: 34)
    }
    for (place, setting) in settings.enumerated() {
      let y = legendTop + 20 * Double(place) + 8
      let color = LogarithmicPlot.colors[place % LogarithmicPlot.colors.count]
      lines.append(
        #"<rect x="76" y="\#(SVGDocument.number(y - 9))" width="18" height="8" fill="\#(color)"/>"#)
      lines.append(LogarithmicPlot.text(102, y, Self.words(for: setting), anchor: "start"))
    }
    lines.append("</svg>\n")
    return lines.joined(separator: "\n")
  }

  /// The settings that were measured, in order.
  private var settings: [Setting] {
    cells.reduce(into: []) { found, cell in
      if !found.contains(cell.setting) { found.append(cell.setting) }
    }
  }

  private static func words(for setting: Setting) -> String {
    "\(counted(setting.threads, "thread")), strategy \(setting.strategy), kernel \(setting.kernel)"
  }

  private func throughput(_ settings: [Setting]) -> LogarithmicPlot {
    LogarithmicPlot(
      title: "rows per second", xLabel: "rows in a batch", yName: { grouped(Int($0.rounded())) },
      series: series(settings, \.rowsPerSecond, isDashed: false))
  }

  private func latency(_ settings: [Setting]) -> LogarithmicPlot {
    LogarithmicPlot(
      title: "time of a call: median, and 99% dashed", xLabel: "rows in a batch",
      yName: Self.power,
      series: series(settings, \.medianSeconds, isDashed: false)
        + series(settings, \.p99Seconds, isDashed: true))
  }

  private func series(
    _ settings: [Setting], _ value: KeyPath<Cell, Double>, isDashed: Bool
  ) -> [LogarithmicPlot.Series] {
    settings.enumerated().map { place, setting in
      let points = cells.filter { $0.setting == setting }
        .sorted { $0.batchSize < $1.batchSize }
        .map { (x: Double($0.batchSize), y: $0[keyPath: value]) }
      return LogarithmicPlot.Series(points: points, isDashed: isDashed, color: place)
    }
  }

  /// A power of ten of seconds: `10 µs`.
  private static func power(_ seconds: Double) -> String {
    let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]
    let (size, unit) = units.first { seconds >= $0.0 * 0.999 } ?? (1e-9, "ns")
    return "\(Int((seconds / size).rounded())) \(unit)"
  }

  private static let style = """
    <style>
    line { stroke: #dfe4ea; stroke-width: 1 }
    polyline { fill: none; stroke-width: 1.8 }
    text { font-family: "DejaVu Sans", Verdana, "Segoe UI", Helvetica, Arial, sans-serif }
    .title { font-size: 14px; font-weight: bold; fill: #1c2733 }
    .heading { font-size: 12px; font-weight: bold; fill: #51606f }
    .label { font-size: 11.5px; fill: #51606f }
    </style>
    """
}
