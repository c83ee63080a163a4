// Text as 32-bit hashes.

import Tensors

/// `city_hash`: the low 32 bits of the CityHash64 (version 1.0) of text, or of an integer's digits.
struct CityHashOperation: OperationDefinition {
  let name = "city_hash"
  let summary = """
    The low 32 bits, read as a signed integer, of the CityHash64 (version 1.0) of each text, or of each \
    integer's decimal digits; i64. Missing text is an error.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0)
    guard [.string, .i64, .bool].contains(type.dtype) else {
      throw context.error("text, i64 or bool was expected, not \(type.dtype)")
    }
    return [.tensor(.i64, type.dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let hashes: [Int64]
    switch x.dtype {
    case .string: hashes = try Self.hashes(of: x.strings, context)
    case .bool: hashes = x.elements(of: Bool.self).map { Self.hash(digitsOf: $0 ? 1 : 0) }
    default: hashes = x.elements(of: Int64.self).map(Self.hash(digitsOf:))
    }
    return [.tensor(Tensor(hashes, shape: x.shape))]
  }

  private static func hashes(
    of strings: StringStorage, _ context: EvaluationContext
  ) throws -> [Int64] {
    if let missing = strings.missing?.firstIndex(of: true) {
      throw context.error("element \(missing) is missing")
    }
    return strings.bytes.withUnsafeBytes { bytes in
      (0..<strings.count).map { index in
        low(
          of: CityHash.hash(
            .init(rebasing: bytes[strings.offsets[index]..<strings.offsets[index + 1]])))
      }
    }
  }

  private static func hash(digitsOf number: Int64) -> Int64 {
    var digits = String(number)
    return digits.withUTF8 { low(of: CityHash.hash(UnsafeRawBufferPointer($0))) }
  }

  private static func low(of hash: UInt64) -> Int64 { Int64(Int32(truncatingIfNeeded: hash)) }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension FunctionBuilder {
  /// The 32-bit CityHash of each text, or of each integer's decimal digits, as `i64`.
  public func cityHash(_ x: ValueID) throws -> ValueID { try append(one: "city_hash", [x]) }
}
