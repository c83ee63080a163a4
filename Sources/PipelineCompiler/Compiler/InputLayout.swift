// Which columns of the input a program takes, and as which parameters.

import Pipelines
import TensorIR
import Tensors

/// The parameters of a compiled pipeline's program.
///
/// Where every column that is used has one numeric dtype, they are one parameter, a matrix
/// `[rows, columns]`: rows from an array file are then used as they lie. In every other case each
/// column is a parameter `[rows, 1]`, so that the columns of a table are used as they lie, and
/// choosing some of them costs nothing.
public struct InputLayout: Hashable, Sendable, Codable {
  /// The places of the columns that are used among the pipeline's inputs, ascending.
  public let columns: [Int]
  /// Whether the columns are one parameter.
  public let isPacked: Bool

  /// The name of the parameter of a packed layout.
  public static let packedName = "input"

  /// The name of the parameter that holds the input column at `index` alone.
  public static func parameterName(_ index: Int) -> String { "x\(index)" }

  /// Lays out the columns at `columns` of `inputs`.
  init(columns: [Int], of inputs: [InputColumn]) {
    self.columns = columns
    let dtypes = Set(columns.map { inputs[$0].dtype })
    isPacked = columns.count > 1 && dtypes.count == 1 && dtypes.first?.isNumeric == true
  }

  /// The parameters of the program.
  func parameters(of inputs: [InputColumn]) -> [(name: String, type: ValueType)] {
    if isPacked, let first = columns.first {
      let type = ValueType.tensor(inputs[first].dtype, [.rows, .fixed(columns.count)])
      return [(Self.packedName, type)]
    }
    return columns.map { (Self.parameterName($0), .tensor(inputs[$0].dtype, [.rows, 1])) }
  }
}
