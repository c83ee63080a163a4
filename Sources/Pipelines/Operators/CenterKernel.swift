// Kernels of centred features.

import Tensors

/// The kernels of rows with the training rows, as if the features had been centred in the space of the
/// kernel (`KernelCenterer`): `k - columnMeans - mean(k) + mean` of each row `k`.
public struct CenterKernel: PipelineOperator {
  public static let name = "center-kernel"
  public static let meaning = "kernels with the training rows, centred in the space of the kernel"

  /// The mean kernel of each training row with all training rows.
  public var columnMeans: [Double]
  /// The mean of these.
  public var mean: Double

  /// Centres kernels.
  public init(columnMeans: [Double], mean: Double) {
    self.columnMeans = columnMeans
    self.mean = mean
  }

  public var kind: String { "centre kernel" }
  public var facts: [String] { ["\(columnMeans.count) training rows"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    try inputs.numeric(kind, width: columnMeans.count).asFloats
  }
}
