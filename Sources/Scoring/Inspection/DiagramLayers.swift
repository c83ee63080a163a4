// The inside of a group: layers from top to bottom, so that every flow goes down.

/// Blocks in layers, with lanes for the flows that pass a layer by.
///
/// Lines run in the gaps between layers and in lanes, so that none crosses a block.
struct DiagramLayers {
  /// Where a flow arrives at a layer.
  struct Target {
    var x: Double
    var hasArrow: Bool
  }

  /// A flow that comes from outside.
  struct Entry {
    var flow: Flow
    /// Where it would best enter.
    var x: Double
    var targets: [Target]
  }

  private(set) var width = 0.0
  private(set) var height = 0.0
  private(set) var shapes: [DiagramShape] = []
  private(set) var entering: [Entry] = []
  /// Where flows that are needed outside leave the last layer.
  private(set) var leaving: [(flow: Flow, x: Double)] = []

  /// Something in a layer.
  private enum Item {
    case block(Int)
    case lane(Flow)
  }

  private let blocks: [DiagramBlock]
  private let between = 22.0
  private let gap = 36.0

  init(_ blocks: [DiagramBlock], needed: Set<Flow>) {
    self.blocks = blocks
    let layers = arranged(needed: needed)
    width = layers.map { widthOf($0) }.max() ?? 0
    // Where each flow left the layer above.
    var sources: [Flow: Double] = [:]
    for (rank, layer) in layers.enumerated() {
      let items = rank == 0 ? layer : ordered(layer, below: sources)
      let places = placed(items, below: sources)
      let depth = layer.map(heightOf).max() ?? 0
      let above = height
      if rank > 0 { height += gap }
      var targets: [Flow: [Target]] = [:]
      var next: [Flow: Double] = [:]
      for (item, x) in zip(items, places) {
        switch item {
        case .lane(let flow):
          let middle = x + widthOf(item) / 2
          targets[flow, default: []].append(Target(x: middle, hasArrow: false))
          shapes.append(
            .line(x1: middle, y1: height, x2: middle, y2: height + depth, hasArrow: false))
          next[flow] = middle
        case .block(let index):
          let block = blocks[index]
          shapes += block.shapes.map { $0.moved(byX: x, y: height) }
          for (flow, entry) in block.entries {
            targets[flow, default: []].append(Target(x: x + entry, hasArrow: block.isLeaf))
          }
          for (flow, exit) in block.exits {
            next[flow] = x + exit
            guard isUsed(flow, after: index, needed: needed) else { continue }
            shapes.append(
              .line(
                x1: x + exit, y1: height + block.height, x2: x + exit, y2: height + depth,
                hasArrow: false))
          }
        }
      }
      connect(sources, to: targets, from: above)
      sources = next
      height += depth
    }
    leaving = sources.filter { needed.contains($0.key) }.map { ($0.key, $0.value) }
    leaving.sort { $0.x < $1.x }
  }

  private mutating func connect(
    _ sources: [Flow: Double], to targets: [Flow: [Target]], from above: Double
  ) {
    for (flow, arrivals) in targets.sorted(by: { $0.key.order < $1.key.order }) {
      let ordered = arrivals.sorted { $0.x < $1.x }
      if let source = sources[flow] {
        for arrival in ordered {
          shapes.append(
            .line(x1: source, y1: above, x2: arrival.x, y2: height, hasArrow: arrival.hasArrow))
        }
      } else {
        let middle = ordered.reduce(0) { $0 + $1.x } / Double(ordered.count)
        entering.append(Entry(flow: flow, x: middle, targets: ordered))
      }
    }
  }

  // MARK: Layers

  /// The items of every layer: a block stands below all that it uses; a flow that is used further
  /// down has a lane in each layer that it passes.
  private func arranged(needed: Set<Flow>) -> [[Item]] {
    var producers: [Flow: Int] = [:]
    for (index, block) in blocks.enumerated() {
      for flow in block.exits.keys { producers[flow] = index }
    }
    var ranks: [Int] = []
    for block in blocks {
      let above = block.entries.keys.compactMap { producers[$0] }.filter { $0 < ranks.count }
      ranks.append((above.map { ranks[$0] + 1 }.max() ?? 0))
    }
    // What leaves the model stands at the bottom.
    let last = ranks.max() ?? 0
    for (index, block) in blocks.enumerated()
    where block.isLeaf && block.exits.isEmpty && !block.entries.isEmpty { ranks[index] = last }
    var layers = [[Item]](repeating: [], count: blocks.isEmpty ? 0 : last + 1)
    for index in blocks.indices { layers[ranks[index]].append(.block(index)) }
    let flows = Set(blocks.flatMap { Array($0.entries.keys) + Array($0.exits.keys) })
    for flow in flows.sorted(by: { $0.order < $1.order }) {
      let users = blocks.indices.filter { blocks[$0].entries[flow] != nil }.map { ranks[$0] }
      let start = producers[flow].map { ranks[$0] + 1 } ?? 0
      let end = needed.contains(flow) && producers[flow] != nil ? last : (users.max() ?? 0) - 1
      guard start <= end else { continue }
      for rank in start...end { layers[rank].append(.lane(flow)) }
    }
    return layers
  }

  private func isUsed(_ flow: Flow, after producer: Int, needed: Set<Flow>) -> Bool {
    needed.contains(flow) || blocks[producer...].contains { $0.entries[flow] != nil }
  }

  // MARK: Places within a layer

  private func widthOf(_ item: Item) -> Double {
    switch item {
    case .block(let index): blocks[index].width
    case .lane: 14
    }
  }

  private func heightOf(_ item: Item) -> Double {
    switch item {
    case .block(let index): blocks[index].height
    case .lane: 0
    }
  }

  private func widthOf(_ layer: [Item]) -> Double {
    layer.reduce(0) { $0 + widthOf($1) } + between * Double(max(layer.count - 1, 0))
  }

  /// Where an item would best stand: below the middle of what it uses.
  private func wish(_ item: Item, below sources: [Flow: Double]) -> Double? {
    switch item {
    case .lane(let flow): return sources[flow]
    case .block(let index):
      let found = blocks[index].entries.keys.compactMap { sources[$0] }
      return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
    }
  }

  private func ordered(_ layer: [Item], below sources: [Flow: Double]) -> [Item] {
    let wishes = layer.map { wish($0, below: sources) ?? .infinity }
    let order = layer.indices.sorted { (wishes[$0], $0) < (wishes[$1], $1) }
    return order.map { layer[$0] }
  }

  /// The left edge of each item: packed from left to right, the whole as near to its wishes as the
  /// width allows.
  private func placed(_ layer: [Item], below sources: [Flow: Double]) -> [Double] {
    var places: [Double] = []
    var x = 0.0
    var shifts: [Double] = []
    for item in layer {
      places.append(x)
      if let wish = wish(item, below: sources) { shifts.append(wish - x - widthOf(item) / 2) }
      x += widthOf(item) + between
    }
    let room = width - widthOf(layer)
    let wished = shifts.isEmpty ? room / 2 : shifts.reduce(0, +) / Double(shifts.count)
    let shift = min(max(wished, 0), room)
    return places.map { $0 + shift }
  }
}

extension ModelInspection.Table {
  /// The place in the order of the operators.
  var order: Int {
    switch self {
    case .input: -1
    case .result(let number): number
    }
  }
}
