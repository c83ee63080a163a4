// Every container that a reader makes, so that what it returns has no cycles and bounded depth.

/// Makes containers and remembers them until the whole value is known.
///
/// Containers refer to one another as the file says. A chain of a hundred thousand of them would
/// overflow the native stack when it is released, and a cycle would never be: `finish` refuses the
/// one and cuts the other, and whatever a file made besides its value is taken apart link by link.
final class InertPool {
  /// The most containers within one another: Python itself cannot write much deeper pickles.
  static let maximumDepth = 1000

  private var containers: [InertContainer] = []
  /// What `pay` may still take.
  private var remainingWork: Int

  /// Creates a pool for a file of `byteCount` bytes.
  init(byteCount: Int) {
    let (product, overflow) = byteCount.multipliedReportingOverflow(by: 4)
    remainingWork = overflow ? Int.max : product + (1 << 20)
  }

  /// Allows for the contents of `byteCount` more bytes, such as those of inflated members.
  func grant(byteCount: Int) {
    let (product, overflow) = byteCount.multipliedReportingOverflow(by: 4)
    let (sum, overflowOfSum) = remainingWork.addingReportingOverflow(product)
    remainingWork = overflow || overflowOfSum ? Int.max : sum
  }

  /// Pays for decoding or copying `count` bytes or elements that the file may refer to repeatedly.
  ///
  /// Every byte of an honest file is decoded about once. `false` when the file asks for far more.
  func pay(_ count: Int) -> Bool {
    remainingWork -= min(count, remainingWork + 1)
    return remainingWork >= 0
  }

  func list(_ elements: [InertValue] = []) -> InertValue { .list(sequence(elements)) }

  func tuple(_ elements: [InertValue]) -> InertValue { .tuple(sequence(elements)) }

  func set(_ elements: [InertValue] = []) -> InertValue { .set(sequence(elements)) }

  /// Takes charge of a container that was made elsewhere.
  func adopt(_ value: InertValue) -> InertValue {
    if let container = InertContainer(value) { containers.append(container) }
    return value
  }

  private func sequence(_ elements: [InertValue]) -> InertSequence {
    let sequence = InertSequence(elements)
    containers.append(.sequence(sequence))
    return sequence
  }

  func dictionary(_ entries: [(key: InertValue, value: InertValue)] = []) -> InertValue {
    let dictionary = InertDictionary(entries)
    containers.append(.dictionary(dictionary))
    return .dictionary(dictionary)
  }

  func object(
    _ type: InertGlobal, _ arguments: [InertValue] = [], state: InertValue = .none
  ) -> InertValue {
    let object = InertObject(type: type, arguments: arguments, state: state)
    containers.append(.object(object))
    return .object(object)
  }

  func array(_ array: InertArray) -> InertValue {
    containers.append(.array(array))
    return .array(array)
  }

  /// The versions of scikit-learn that the objects made so far name, in order, each once.
  var scikitLearnVersions: [String] {
    var versions: [String] = []
    for case .object(let object) in containers {
      if case .string(let version)? = object["_sklearn_version"], !versions.contains(version) {
        versions.append(version)
      }
      if versions.count == 16 { break }
    }
    return versions
  }

  /// Takes everything apart: for when reading failed.
  func dismantle() {
    for container in containers { container.clear() }
    containers = []
  }

  /// Cuts cycles in `root`, and takes apart what is not within it.
  ///
  /// `false` where the value is deeper than `maximumDepth`.
  func finish(_ root: InertValue) -> Bool {
    var heights: [ObjectIdentifier: Int] = [:]
    guard measure(root, heights: &heights) <= Self.maximumDepth else { return false }
    for container in containers {
      if heights[container.identifier] == nil {
        container.clear()
      } else if case .dictionary(let dictionary) = container {
        dictionary.dropReplacedEntries()
      }
    }
    containers = []
    return true
  }

  /// A container of which some children were visited.
  private struct Frame {
    let container: InertContainer
    var children: [InertContainer]
    var height = 1
    var hasCycles = false
  }

  /// Visits everything within `root`, cutting cycles, and returns the length of the longest chain.
  ///
  /// `heights` gets the longest chain below each container; 0 marks those being visited.
  private func measure(_ root: InertValue, heights: inout [ObjectIdentifier: Int]) -> Int {
    guard let start = InertContainer(root) else { return 0 }
    var frames = [Frame(container: start, children: start.children)]
    heights[start.identifier] = 0
    while true {
      let top = frames.count - 1
      if let child = frames[top].children.popLast() {
        switch heights[child.identifier] {
        case nil:
          heights[child.identifier] = 0
          frames.append(Frame(container: child, children: child.children))
        case 0: frames[top].hasCycles = true
        case .some(let height): frames[top].height = max(frames[top].height, height + 1)
        }
        continue
      }
      let frame = frames.removeLast()
      if frame.hasCycles { frame.container.cut { heights[$0.identifier] == 0 } }
      heights[frame.container.identifier] = frame.height
      guard let parent = frames.indices.last else { return frame.height }
      frames[parent].height = max(frames[parent].height, frame.height + 1)
    }
  }
}

extension InertDictionary {
  /// Gives each text key its last value at its first place, as Python does.
  fileprivate func dropReplacedEntries() {
    var positions: [String: Int] = [:]
    positions.reserveCapacity(entries.count)
    var kept: [(key: InertValue, value: InertValue)] = []
    for entry in entries {
      if case .string(let key) = entry.key {
        if let position = positions[key] {
          kept[position].value = entry.value
          continue
        }
        positions[key] = kept.count
      }
      kept.append(entry)
    }
    if kept.count < entries.count { entries = kept }
  }
}

/// A reference that other values can be within.
private enum InertContainer {
  case sequence(InertSequence)
  case dictionary(InertDictionary)
  case object(InertObject)
  case array(InertArray)

  init?(_ value: InertValue) {
    switch value {
    case .tuple(let sequence), .list(let sequence), .set(let sequence): self = .sequence(sequence)
    case .dictionary(let dictionary): self = .dictionary(dictionary)
    case .object(let object): self = .object(object)
    case .array(let array): self = .array(array)
    default: return nil
    }
  }

  var identifier: ObjectIdentifier {
    switch self {
    case .sequence(let sequence): ObjectIdentifier(sequence)
    case .dictionary(let dictionary): ObjectIdentifier(dictionary)
    case .object(let object): ObjectIdentifier(object)
    case .array(let array): ObjectIdentifier(array)
    }
  }

  /// The containers directly within this one.
  var children: [InertContainer] {
    var children: [InertContainer] = []
    func add(_ values: [InertValue]) { children += values.lazy.compactMap(InertContainer.init) }
    func add(_ entries: [(key: InertValue, value: InertValue)]) {
      for entry in entries {
        if let key = InertContainer(entry.key) { children.append(key) }
        if let value = InertContainer(entry.value) { children.append(value) }
      }
    }
    switch self {
    case .sequence(let sequence): add(sequence.elements)
    case .dictionary(let dictionary): add(dictionary.entries)
    case .object(let object):
      add(object.arguments)
      add([object.state])
      add(object.items)
      add(object.entries)
    case .array(let array):
      switch array.elements {
      case .objects(let values): add(values)
      case .records(let columns): children += columns.map { .array($0.values) }
      default: break
      }
    }
    return children
  }

  /// Replaces the direct children for which `isEnclosing` holds.
  func cut(_ isEnclosing: (InertContainer) -> Bool) {
    func cut(_ value: InertValue) -> InertValue {
      guard let container = InertContainer(value), isEnclosing(container) else { return value }
      return .object(InertObject(type: .cycle))
    }
    switch self {
    case .sequence(let sequence): sequence.elements = sequence.elements.map(cut)
    case .dictionary(let dictionary):
      dictionary.entries = dictionary.entries.map { (cut($0.key), cut($0.value)) }
    case .object(let object):
      object.arguments = object.arguments.map(cut)
      object.state = cut(object.state)
      object.items = object.items.map(cut)
      object.entries = object.entries.map { (cut($0.key), cut($0.value)) }
    case .array(let array):
      if case .objects(let values) = array.elements { array.elements = .objects(values.map(cut)) }
    }
  }

  func clear() {
    switch self {
    case .sequence(let sequence): sequence.elements = []
    case .dictionary(let dictionary): dictionary.entries = []
    case .object(let object):
      object.arguments = []
      object.state = .none
      object.items = []
      object.entries = []
    case .array(let array): array.elements = .objects([])
    }
  }
}
