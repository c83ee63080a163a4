// Densities compared.

import Pipelines
import TensorIR
import Tensors

extension LocalOutlierFactor: LowerableOperator {
  /// Two gathers and two means.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let (distances, places) = try inputs[0].neighbors(in: context)
    func known(_ values: [Double], _ name: String) throws -> ValueID {
      try b.gather(b.constant(Tensor(values), named: name), places, axis: 0)
    }
    let reach = try b.maximum(distances, known(reaches, "reaches"))
    let smallest = try context.number(1e-10, like: distances)
    let mean = try b.reduceMean(reach, axes: [1], keepDimensions: true, ordered: true)
    let density = try b.divide(context.number(1, like: distances), b.add(mean, smallest))
    let ratios = try b.divide(known(densities, "densities"), density)
    return LoweredTable(
      try b.negate(b.reduceMean(ratios, axes: [1], keepDimensions: true, ordered: true)),
      in: context)
  }
}
