import TensorIR
import Tensors
extension FunctionBuilder {
  func cast(_ x: ValueID, _ dtype: DType) throws -> ValueID {
    try append(one: "cast", [x], ["dtype": .dtype(dtype)])
  }
  func gather(_ x: ValueID, _ indices: ValueID, axis: Int) throws -> ValueID {
    try append(one: "gather", [x, indices], ["axis": .int(axis)])
  }
  func concatenate(_ values: [ValueID], axis: Int) throws -> ValueID {
    try append(one: "concatenate", values, ["axis": .int(axis)])
  }
  func slice(_ x: ValueID, axis: Int, start: Int, end: Int) throws -> ValueID {
    try append(
      one: "slice", [x],
      ["axis": .int(axis), "start": .int(start), "stride": .int(1), "end": .int(end)])
  }
}
