// Choosing between two tensors, element by element.

import Tensors

/// `select`: the second operand where the first is true, and the third elsewhere, broadcasting.
struct SelectOperation: OperationDefinition {
  let name = "select"
  let summary = "The second operand where the first (bool) is true, and the third elsewhere."
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(3)
    let condition = try context.tensor(0, of: .bool)
    let (yes, no) = (try context.tensor(1), try context.tensor(2))
    guard yes.dtype == no.dtype else {
      throw context.error("two tensors of one dtype were expected")
    }
    return [.tensor(yes.dtype, try context.broadcast([condition, yes, no]))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let condition = try context.tensor(0)
    let (yes, no) = (try context.tensor(1), try context.tensor(2))
    guard
      let shape = yes.shape.broadcast(with: no.shape).flatMap({
        $0.broadcast(with: condition.shape)
      })
    else { throw context.error("the shapes do not broadcast") }
    let fromYes = Positions.broadcast(yes.shape, to: shape)
    let fromNo = Positions.broadcast(no.shape, to: shape)
    let isYes = condition.broadcasting(to: shape).elements(of: Bool.self)
    let positions = isYes.indices.map { isYes[$0] ? fromYes[$0] : yes.count + fromNo[$0] }
    return [.tensor(Tensor.joining([yes, no]).picking(positions, shape: shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil, nil] }
    let b = context.builder
    let zero = try b.scalar(0, b.tensorType(of: g).dtype)
    let condition = context.operands[0]
    return [
      nil,
      try b.sum(b.select(condition, g, zero), toShapeOf: context.operands[1]),
      try b.sum(b.select(condition, zero, g), toShapeOf: context.operands[2]),
    ]
  }
}

extension FunctionBuilder {
  /// `yes` where `condition` holds and `no` elsewhere, broadcasting; any dtype, also strings.
  public func select(
    _ condition: ValueID, _ yes: ValueID, _ no: ValueID
  ) throws -> ValueID {
    try append(one: "select", [condition, yes, no])
  }
}
