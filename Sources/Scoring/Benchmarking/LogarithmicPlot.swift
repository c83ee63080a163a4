// Lines over two logarithmic axes, as SVG.

import Glibc

/// A diagram of some series of points, all of whose coordinates are positive.
struct LogarithmicPlot {
  /// A line with its points.
  struct Series {
    var points: [(x: Double, y: Double)]
    /// Whether the line is drawn in dashes.
    var isDashed = false
    /// The place of its colour; series that belong together share one.
    var color: Int
  }

  var title: String
  var xLabel: String
  /// What a number on the vertical axis is called.
  var yName: (Double) -> String
  var series: [Series]

  /// The room for a plot with its axes.
  static let width = 470.0
  static let height = 340.0
  private static let left = 76.0
  private static let right = 16.0
  private static let top = 40.0
  private static let bottom = 48.0

  /// Colours that people with any kind of sight can tell apart, after Okabe and Ito.
  static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#000000",
  ]

  /// The plot's elements, its upper left corner at a place.
  func elements(x originX: Double, y originY: Double) -> [String] {
    let points = series.flatMap(\.points)
    let xAxis = DecadeAxis(
      points.map(\.x), from: originX + Self.left, to: originX + Self.width - Self.right)
    let yAxis = DecadeAxis(
      points.map(\.y), from: originY + Self.height - Self.bottom, to: originY + Self.top)
    var lines = [
      Self.text(originX + Self.left, originY + 22, title, anchor: "start", class: "heading")
    ]
    for tick in xAxis.ticks {
      let x = xAxis.place(of: tick)
      lines.append(Self.line(x, yAxis.start, x, yAxis.end))
      lines.append(
        Self.text(x, yAxis.start + 18, grouped(Int(tick.rounded())), anchor: "middle"))
    }
    for tick in yAxis.ticks {
      let y = yAxis.place(of: tick)
      lines.append(Self.line(xAxis.start, y, xAxis.end, y))
      lines.append(Self.text(xAxis.start - 8, y + 4, yName(tick), anchor: "end"))
    }
    lines.append(
      Self.text((xAxis.start + xAxis.end) / 2, yAxis.start + 38, xLabel, anchor: "middle"))
    for one in series {
      let color = Self.colors[one.color % Self.colors.count]
      let places = one.points.map { (xAxis.place(of: $0.x), yAxis.place(of: $0.y)) }
      let path = places.map { "\(SVGDocument.number($0)),\(SVGDocument.number($1))" }
        .joined(separator: " ")
      let dashes = one.isDashed ? #" stroke-dasharray="4 3""# : ""
      lines.append(#"<polyline points="\#(path)" stroke="\#(color)"\#(dashes)/>"#)
      lines += places.map { x, y in
        #"<circle cx="\#(SVGDocument.number(x))" cy="\#(SVGDocument.number(y))" r="2.6" fill="\#(color)"/>"#
      }
    }
    return lines
  }

  private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    #"<line x1="\#(SVGDocument.number(x1))" y1="\#(SVGDocument.number(y1))" "#
      + #"x2="\#(SVGDocument.number(x2))" y2="\#(SVGDocument.number(y2))"/>"#
  }

  /// A line of text at a place.
  static func text(
    _ x: Double, _ y: Double, _ words: String, anchor: String, class name: String = "label"
  ) -> String {
    #"<text class="\#(name)" x="\#(SVGDocument.number(x))" y="\#(SVGDocument.number(y))" "#
      + #"text-anchor="\#(anchor)">\#(SVGDocument.escaped(words))</text>"#
  }
}

/// An axis over whole powers of ten.
private struct DecadeAxis {
  let start: Double
  let end: Double
  private let low: Int
  private let high: Int

  /// An axis for `values`, between two places.
  init(_ values: [Double], from start: Double, to end: Double) {
    self.start = start
    self.end = end
    let logarithms = values.filter { $0 > 0 && $0.isFinite }.map(log10)
    low = Int((logarithms.min() ?? 0).rounded(.down))
    high = max(Int((logarithms.max() ?? 1).rounded(.up)), low + 1)
  }

  /// The powers of ten.
  var ticks: [Double] { (low...high).map { pow(10, Double($0)) } }

  /// Where a value is.
  func place(of value: Double) -> Double {
    start + (log10(value) - Double(low)) / Double(high - low) * (end - start)
  }
}
