// A box of a diagram with everything in it, laid out, and where the flows enter and leave it.

/// What flows: the input table, or what an operator gives.
typealias Flow = ModelInspection.Table

/// A laid-out part of a diagram, from its own top left corner.
struct DiagramBlock {
  var width: Double
  var height: Double
  var shapes: [DiagramShape]
  /// Where flows enter at the top.
  var entries: [Flow: Double]
  /// Where flows leave at the bottom.
  var exits: [Flow: Double]
  /// Whether flows that enter end here.
  var isLeaf: Bool

  /// A box with lines of text.
  init(
    _ lines: [DiagramText], style: DiagramShape.Style, consumes: [Flow], produces: Flow?
  ) {
    let lineHeight = 17.0
    width = max(96, (lines.map(\.width).max() ?? 0) + 24)
    height = Double(lines.count) * lineHeight + 13
    shapes = [.box(x: 0, y: 0, width: width, height: height, style)]
    for (index, line) in lines.enumerated() {
      let y = 6 + lineHeight * (Double(index) + 0.75)
      shapes.append(.text(x: 12, y: y, line.text, line.style))
    }
    entries = [:]
    for (index, flow) in consumes.enumerated() where entries[flow] == nil {
      entries[flow] = width * Double(index + 1) / Double(consumes.count + 1)
    }
    exits = [:]
    isLeaf = true
    if let produces { exits[produces] = width / 2 }
  }

  /// A frame around others; `needed` are the flows that are used outside of it.
  init(title: String, around blocks: [DiagramBlock], needed: Set<Flow>, style: DiagramShape.Style) {
    let layers = DiagramLayers(blocks, needed: needed)
    let isRoot = title.isEmpty
    let label = DiagramText(text: title, style: .title)
    let padding = isRoot ? 20.0 : 14
    // The title stands at the left; flows enter to the right of it.
    let titleHeight = isRoot ? 0.0 : 26
    let titleWidth = isRoot ? 0 : label.width + 28
    let entering = layers.entering.sorted { $0.x < $1.x }
    let ports = Double(entering.count) * 14
    width = max(layers.width + 2 * padding, titleWidth + ports + padding)
    let left = (width - layers.width) / 2
    let top = titleHeight + (entering.isEmpty ? padding : 30)
    height = top + layers.height + padding
    shapes = []
    if !isRoot {
      shapes.append(.box(x: 0, y: 0, width: width, height: height, style))
      shapes.append(.text(x: 12, y: 17, title, .title))
    }
    entries = [:]
    exits = [:]
    isLeaf = false
    var free = titleWidth
    for (index, entry) in entering.enumerated() {
      let room = width - padding - 14 * Double(entering.count - 1 - index)
      let x = min(max(left + entry.x, free), room)
      free = x + 14
      entries[entry.flow] = x
      shapes.append(.line(x1: x, y1: 0, x2: x, y2: titleHeight, hasArrow: false))
      for target in entry.targets {
        shapes.append(
          .line(x1: x, y1: titleHeight, x2: left + target.x, y2: top, hasArrow: target.hasArrow))
      }
    }
    for (flow, x) in layers.leaving {
      exits[flow] = left + x
      shapes.append(
        .line(x1: left + x, y1: top + layers.height, x2: left + x, y2: height, hasArrow: false))
    }
    shapes += layers.shapes.map { $0.moved(byX: left, y: top) }
  }
}
