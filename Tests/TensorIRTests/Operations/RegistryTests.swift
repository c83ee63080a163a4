import TensorIR
import Tensors
import Testing

@Suite struct RegistryTests {
  @Test func `every operation has a name in snake case and a sentence`() {
    for definition in OperationRegistry.all {
      let scalars = definition.name.unicodeScalars
      let isSnakeCase = scalars.allSatisfy {
        ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
      }
      #expect(isSnakeCase, "\(definition.name)")
      #expect(
        definition.summary.hasSuffix(".") && !definition.summary.contains("\n"),
        "\(definition.name): \(definition.summary)")
      #expect(OperationRegistry.reference.contains("| `\(definition.name)` |"))
    }
  }

  @Test func `no operation crashes on operands it does not take`() {
    let types: [ValueType] = [
      .tensor(.f64, []), .tensor(.string, [2]), .ragged(.i64, rows: .unknown),
      .sparse(.f64, rows: 1, columns: 1), .tensor(.bool, [.rows, 0]),
    ]
    let attributes: Attributes = [
      "axis": .int(-1), "axes": .ints([0, 0]), "dimensions": .dimensions([.fixed(-1)]),
      "depth": .int(.max), "k": .int(-1), "start": .int(.max), "stride": .int(.max),
      "end": .int(.max), "low": .ints([.max, .max]), "high": .ints([.max, 1]),
      "dtype": .dtype(.f64),
      "permutation": .ints([5]), "size": .int(.max), "direction": .string("less"),
      "side": .string("left"),
    ]
    for definition in OperationRegistry.all {
      for count in 0...3 {
        for first in types {
          for axis in [-1, 0, 1] {
            var attributes = attributes
            attributes["axis"] = .int(axis)
            for set in [[:], attributes] {
              let builder = ProgramBuilder(name: "p")
              let parameters = (0..<count).map {
                (name: "x\($0)", type: $0 == 0 ? first : types[($0 + 1) % types.count])
              }
              // Only that it returns or throws matters here.
              try? builder.define("f", parameters: parameters) { b, v in
                try b.append(definition.name, v, set)
              }
            }
          }
        }
      }
    }
  }
}
