// Operators grouped by the part of the file they came from, as nested boxes.

/// A part of the model's file and what it holds, in order.
struct OperatorGroup {
  /// What a group holds.
  indirect enum Member {
    case group(OperatorGroup)
    case operation(ModelInspection.Operator)
  }

  /// The part's name; empty for the whole.
  var title: String
  /// What it holds, in the order of the operators.
  var members: [Member]

  /// Groups operators: those that follow each other in one part are one group.
  ///
  /// Only neighbours are joined, so that data flows forward between the members of a group, too.
  init(_ operators: [ModelInspection.Operator]) {
    self.init(title: "", operators[...], depth: 0)
  }

  private init(title: String, _ operators: ArraySlice<ModelInspection.Operator>, depth: Int) {
    self.title = title
    members = []
    var rest = operators
    while let first = rest.first {
      guard depth < first.origin.count else {
        members.append(.operation(first))
        rest.removeFirst()
        continue
      }
      let part = first.origin[depth]
      let run = rest.prefix { depth < $0.origin.count && $0.origin[depth] == part }
      members.append(.group(OperatorGroup(title: part, run, depth: depth + 1)))
      rest = rest[run.endIndex...]
    }
  }
}
