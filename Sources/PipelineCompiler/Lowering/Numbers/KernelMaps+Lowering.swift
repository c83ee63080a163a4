// Features whose products approximate a kernel.

import Glibc
import Pipelines
import TensorIR

extension AdditiveChiSquared: LowerableOperator {
  /// Roots, and cosines and sines of logarithms, of numbers that are not zero.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    func number(_ value: Double) throws -> ValueID { try context.number(value, like: x) }
    let isZero = try b.compare(x, number(0), .equal)
    let length = try number(interval)
    var parts = [try b.sqrt(b.multiply(x, length))]
    if steps > 1 {
      let safe = try b.select(isZero, number(1), x)
      let logarithm = try b.multiply(length, b.log(safe))
      let twice = try b.multiply(b.multiply(number(2), x), length)
      for step in 1..<steps {
        let damping = try number(cosh(.pi * Double(step) * interval))
        let factor = try b.sqrt(b.divide(twice, damping))
        let angle = try b.multiply(number(Double(step)), logarithm)
        parts.append(try b.multiply(factor, b.cos(angle)))
        parts.append(try b.multiply(factor, b.sin(angle)))
      }
    }
    return LoweredTable(parts, in: b)
  }
}

extension CyclicConvolution: LowerableOperator {
  /// The product of discrete Fourier transforms, transformed back.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    guard inputs.count > 1 else {
      return LoweredTable(try inputs[0].matrix(.f64, in: context), in: context)
    }
    let width = inputs[0].width
    func waves(_ wave: (Double) -> Double, named name: String) throws -> ValueID {
      let turn = 2 * Double.pi / Double(width)
      // The product of places is taken modulo a whole turn, so that angles stay exact.
      let values = (0..<width * width).map {
        wave(turn * Double(($0 / width) * ($0 % width) % width))
      }
      return try context.matrix(values, rows: width, columns: width, .f64, named: name)
    }
    let (cosines, sines) = (try waves(cos, named: "cosines"), try waves(sin, named: "sines"))
    var product: (real: ValueID, imaginary: ValueID)?
    for input in inputs {
      let x = try input.matrix(.f64, in: context)
      let real = try b.matmul(x, cosines)
      let imaginary = try b.negate(b.matmul(x, sines))
      guard let other = product else {
        product = (real, imaginary)
        continue
      }
      product = (
        try b.subtract(
          b.multiply(other.real, real), b.multiply(other.imaginary, imaginary)),
        try b.add(b.multiply(other.real, imaginary), b.multiply(other.imaginary, real))
      )
    }
    guard let product else { throw context.error("there are no tables to convolve") }
    let sum = try b.subtract(
      b.matmul(product.real, cosines), b.matmul(product.imaginary, sines))
    return LoweredTable(try b.divide(sum, b.scalar(Double(width), .f64)), in: context)
  }
}
