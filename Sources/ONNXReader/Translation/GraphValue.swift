// What flows along the edges of an ONNX graph while it is translated.

import TensorIR
import Tensors

/// A value of a graph.
///
/// Only tensors become values of the program: how many elements a sequence has and
/// whether an optional is there is known when the graph is translated.
enum GraphValue {
  /// A tensor.
  case tensor(ValueID)
  /// A list of values.
  case sequence([GraphValue])
  /// An optional without an element; one with an element is the element.
  case absent
  /// A map from classes to scores for each row, which `ZipMap` makes of a matrix.
  case map(ClassScores)
  /// The words of texts, which can only be counted.
  case tokens(TextTokens)
}

/// A column of scores for each class.
struct ClassScores {
  /// The classes, as the names of columns show them.
  let classes: [String]
  /// The scores `[rows, classes]`.
  let scores: ValueID
}

/// The values that a graph's nodes can name, with those of the graphs around it.
final class Scope {
  private let parent: Scope?
  private var values: [String: GraphValue] = [:]

  init(parent: Scope? = nil) { self.parent = parent }

  /// The value called `name`.
  func value(_ name: String) -> GraphValue? { values[name] ?? parent?.value(name) }

  /// Names a value.
  func define(_ name: String, _ value: GraphValue) {
    if !name.isEmpty { values[name] = value }
  }
}
