// Operators for columns of numbers: scaling, filling, cutting, joining.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors

enum ClassicalColumns {
  static var rules: [String: OperatorRule] {
    [
      "Scaler": tensor(scale),
      "Normalizer": tensor(normalize),
      "Binarizer": tensor { c in
        let x = try c.tensor(0)
        let threshold = try c.number(c.node.float("threshold", 0), like: x)
        return try c.b.cast(c.b.compare(x, threshold, .greater), c.dtype(x))
      },
      "Imputer": tensor(impute),
      "FeatureVectorizer": tensor(join),
      "ArrayFeatureExtractor": tensor(extract),
    ]
  }

  /// `(x - offset) * scale`, rounded to 32 bits at the end.
  private static func scale(_ c: NodeContext) throws -> ValueID {
    let isVector = try c.rank(c.tensor(0)) == 1
    var x = try c.rows(0)
    if c.dtype(x) != .f64 { x = try c.b.cast(x, .f32) }
    if let offset = c.node.floats("offset"), !offset.isEmpty {
      x = try c.lower(ScaleColumns(offset: c.row(offset, for: x, "offset"), divisor: nil), x)
    }
    if let scale = c.node.floats("scale"), !scale.isEmpty {
      x = try c.lower(AffineColumns(scale: c.row(scale, for: x, "scale"), shift: nil), x)
    }
    x = try c.b.cast(x, .f32)
    return isVector ? try c.b.reshape(x, [.fixed(c.width(x))]) : x
  }

  private static func normalize(_ c: NodeContext) throws -> ValueID {
    let isVector = try c.rank(c.tensor(0)) == 1
    let x = try c.b.cast(c.rows(0), .f32)
    let result: ValueID
    switch c.node.text("norm") ?? "MAX" {
    case "L1": result = try c.lower(NormalizeRows(norm: .l1), x)
    case "L2": result = try c.lower(NormalizeRows(norm: .l2), x)
    case "MAX":
      // The largest number, not the largest magnitude.
      let largest = try c.b.reduceMax(x, axes: [1], keepDimensions: true)
      let isZero = try c.b.compare(largest, c.number(0, like: x), .equal)
      result = try c.b.divide(x, c.b.select(isZero, c.number(1, like: x), largest))
    case let norm: throw c.node.error("the norm '\(norm)'")
    }
    return isVector ? try c.b.reshape(result, [.fixed(c.width(result))]) : result
  }

  private static func impute(_ c: NodeContext) throws -> ValueID {
    let isVector = try c.rank(c.tensor(0)) == 1
    let x = try c.rows(0)
    let result: ValueID
    if c.dtype(x).isInteger {
      guard let values = c.node.ints("imputed_value_int64s") else {
        throw c.node.error("no imputed_value_int64s for integers")
      }
      let marker = c.node.int("replaced_value_int64", 0)
      let row = try c.row(values.map(Double.init), for: x, "imputed_value_int64s")
      let isMissing = try c.b.compare(x, c.number(Double(marker), like: x), .equal)
      result = try c.b.select(isMissing, c.constantRow(row, like: x), x)
    } else {
      guard let values = c.node.floats("imputed_value_floats") else {
        throw c.node.error("no imputed_value_floats for numbers")
      }
      let marker = c.node.float("replaced_value_float", 0)
      result = try c.lower(
        FillMissing(
          marker: marker.isNaN ? .missing : .number(marker),
          values: c.row(values, for: x, "imputed_value_floats").map { .number($0) }), x)
    }
    return isVector ? try c.b.reshape(result, [.fixed(c.width(result))]) : result
  }

  /// The inputs side by side as 32-bit floats, each cut or filled with zeros to its dimension.
  private static func join(_ c: NodeContext) throws -> ValueID {
    let wanted = c.node.ints("inputdimensions") ?? []
    let tables = try c.inputs.indices.map { index in
      var x = try c.b.cast(c.rows(index), .f32)
      guard index < wanted.count else { return x }
      let width = try c.width(x)
      if wanted[index] < width {
        guard wanted[index] > 0 else { throw c.node.error("the dimension \(wanted[index])") }
        x = try c.b.slice(x, axis: 1, start: 0, end: wanted[index])
      } else if wanted[index] > width {
        x = try c.b.pad(x, low: [0, 0], high: [0, wanted[index] - width])
      }
      return x
    }
    guard !tables.isEmpty else { throw c.node.error("no inputs") }
    return try c.b.concatenate(tables, axis: 1)
  }

  /// The columns, on the last axis, that the second input numbers.
  private static func extract(_ c: NodeContext) throws -> ValueID {
    var x = try c.tensor(0)
    if c.rank(x) == 1 { x = try c.b.insertAxis(x, 0) }
    let indices = try c.tensor(1)
    let flat = try c.b.reshape(
      indices, [StandardShapes.joined(c, c.type(indices).dimensions[...])])
    return try c.b.gather(x, flat, axis: c.rank(x) - 1)
  }
}
