// Shapes as the text of an SVG file.

/// A drawing as an SVG document.
struct SVGDocument {
  /// The document.
  let text: String

  /// Draws `shapes`; lines lie over boxes, texts over lines.
  init(width: Double, height: Double, title: String, _ shapes: [DiagramShape]) {
    let size = (Self.number(width), Self.number(height))
    var lines = [
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(size.0)" height="\#(size.1)" "#
        + #"viewBox="0 0 \#(size.0) \#(size.1)" role="img">"#,
      "<title>\(Self.escaped(title))</title>", Self.style, Self.arrow,
      #"<rect width="100%" height="100%" fill="white"/>"#,
    ]
    // Frames come before what stands in them.
    lines += shapes.compactMap(Self.box)
    lines += shapes.compactMap(Self.line)
    lines += shapes.compactMap(Self.words)
    lines.append("</svg>\n")
    text = lines.joined(separator: "\n")
  }

  private static let style = """
    <style>
    rect { stroke-width: 1 }
    .input { fill: #e7f0fb; stroke: #4a78b5 }
    .output { fill: #e8f5ea; stroke: #4b9159 }
    .operation { fill: #ffffff; stroke: #6b7785 }
    .evenGroup { fill: #f4f6f8; stroke: #c3ccd5 }
    .oddGroup { fill: #e9edf2; stroke: #b6c1cc }
    path { fill: none; stroke: #6b7785; stroke-width: 1.4 }
    text { font-family: "DejaVu Sans", Verdana, "Segoe UI", Helvetica, Arial, sans-serif }
    .kind { font-size: 13px; font-weight: bold; fill: #1c2733 }
    .title { font-size: 11.5px; font-weight: bold; fill: #51606f }
    .fact { font-size: 11.5px; fill: #51606f }
    .result { font-size: 11.5px; fill: #2b5c9e }
    </style>
    """

  private static let arrow = """
    <defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" \
    orient="auto"><path d="M0 0.5 L8 4 L0 7.5 Z" style="fill:#6b7785;stroke:none"/></marker></defs>
    """

  private static func box(_ shape: DiagramShape) -> String? {
    guard case .box(let x, let y, let width, let height, let style) = shape else { return nil }
    return #"<rect class="\#(style.rawValue)" x="\#(number(x))" y="\#(number(y))" "#
      + #"width="\#(number(width))" height="\#(number(height))" rx="6"/>"#
  }

  private static func line(_ shape: DiagramShape) -> String? {
    guard case .line(let x1, let y1, let x2, let y2, let hasArrow) = shape, y1 != y2 else {
      return nil
    }
    let start = "M\(number(x1)) \(number(y1))"
    let end = "\(number(x2)) \(number(y2))"
    let middle = number((y1 + y2) / 2)
    let path =
      abs(x1 - x2) < 0.5
      ? "\(start) L\(end)" : "\(start) C\(number(x1)) \(middle) \(number(x2)) \(middle) \(end)"
    return #"<path d="\#(path)"\#(hasArrow ? #" marker-end="url(#arrow)""# : "")/>"#
  }

  private static func words(_ shape: DiagramShape) -> String? {
    guard case .text(let x, let y, let text, let style) = shape else { return nil }
    return #"<text class="\#(style.rawValue)" x="\#(number(x))" y="\#(number(y))">"#
      + "\(escaped(text))</text>"
  }

  /// A coordinate to a tenth.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }

  /// Text as XML wants it: control characters, which XML cannot hold, are replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value):
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
