// What a diagram is made of: boxes, texts and lines at places.

/// A part of a diagram at its place; units are SVG's pixels, y grows downward.
enum DiagramShape {
  /// How a box looks.
  enum Style: String {
    case input, output, operation, evenGroup, oddGroup
  }

  case box(x: Double, y: Double, width: Double, height: Double, Style)
  case text(x: Double, y: Double, String, DiagramText.Style)
  /// A line that leaves downward and arrives downward; straight where `x1 == x2`.
  case line(x1: Double, y1: Double, x2: Double, y2: Double, hasArrow: Bool)

  /// The same shape elsewhere.
  func moved(byX dx: Double, y dy: Double) -> DiagramShape {
    switch self {
    case .box(let x, let y, let width, let height, let style):
      .box(x: x + dx, y: y + dy, width: width, height: height, style)
    case .text(let x, let y, let text, let style): .text(x: x + dx, y: y + dy, text, style)
    case .line(let x1, let y1, let x2, let y2, let hasArrow):
      .line(x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy, hasArrow: hasArrow)
    }
  }
}

/// A line of text and how wide it is.
struct DiagramText {
  /// How a text looks.
  enum Style: String {
    case title, kind, fact, result

    /// The size of the letters.
    var size: Double { self == .kind ? 13 : 11.5 }
  }

  var text: String
  var style: Style

  /// An upper estimate of the width, for the widest of the usual sans-serif fonts.
  var width: Double {
    let em = text.unicodeScalars.reduce(0.0) { sum, scalar in
      switch scalar {
      case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", "[", "]", "(", ")", " ":
        sum + 0.42
      case "m", "w", "M", "W", "→", "…", "@", "%": sum + 1.0
      case "A"..."Z": sum + 0.76
      default: sum + (scalar.value > 0x2E7F ? 1.1 : 0.65)
      }
    }
    return em * style.size * (style == .kind || style == .title ? 1.06 : 1)
  }
}
