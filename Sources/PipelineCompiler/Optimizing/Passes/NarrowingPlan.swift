// Whether an operator can give fewer columns.

import Pipelines
import Tensors

/// How one node of a pipeline gives fewer columns.
struct NarrowingPlan {
  /// The operator, and what it reads and gives.
  var narrowing: Narrowing
  /// Whether what it reads is made `f64` first, as it was among other columns.
  var castsToDoubles = false
}

/// What there is to know of a pipeline to narrow its nodes.
struct NarrowingPlanner {
  let pipeline: Pipeline
  private let refusals: RefusalAnalysis
  private let sparsity: [Sparsity]

  /// Looks at a pipeline.
  init(_ pipeline: Pipeline) {
    self.pipeline = pipeline
    refusals = RefusalAnalysis(pipeline)
    sparsity = Sparsity.ofNodes(of: pipeline)
  }

  /// The columns, and the first others of a table without which checks of cells would not be made.
  func covering(_ columns: [Int], of table: TableReference) -> [Int] {
    refusals.covering(columns, of: table)
  }

  /// How the node at `index` gives the columns at `columns`, which ascend, and fewer others; `nil` where
  /// it cannot.
  func plan(for index: Int, columns: [Int]) -> NarrowingPlan? {
    let node = pipeline.nodes[index]
    guard !columns.isEmpty, columns.count < node.type.width,
      let operation = node.operation as? any ColumnwiseOperator,
      operation.isComputedByColumn || refusals.covers(columns, of: .node(index)),
      keepsArithmetic(node)
    else { return nil }
    let inputs = node.inputs.map(pipeline.type(of:))
    guard let narrowing = operation.narrowed(to: columns, of: inputs),
      narrowing.outputs.count < node.type.width
    else { return nil }
    // Messages about cells call a column without a name by its place.
    guard
      zip(inputs, narrowing.inputs).allSatisfy({ type, read in
        type.namesStay(read ?? [], where: operation.refusesCells(ofColumn:))
      })
    else { return nil }
    let wanted = node.type.columns.map(\.dtype).at(narrowing.outputs)
    let read = zip(inputs, narrowing.inputs).compactMap { type, columns in
      columns.map { TableType(type.columns.at($0)) }
    }
    if gives(wanted, narrowing, read) { return NarrowingPlan(narrowing: narrowing) }
    // 32-bit numbers among others are computed with in 64 bits: so they must be without the others.
    let isNumeric = read.allSatisfy { $0.columns.allSatisfy { $0.dtype != .string } }
    let doubles = read.map { TableType(width: $0.width, dtype: .f64) }
    guard isNumeric, read.count == 1, gives(wanted, narrowing, doubles) else { return nil }
    return NarrowingPlan(narrowing: narrowing, castsToDoubles: true)
  }

  private func gives(_ dtypes: [DType], _ narrowing: Narrowing, _ inputs: [TableType]) -> Bool {
    (try? narrowing.operation.outputType(of: inputs))?.columns.map(\.dtype) == dtypes
  }

  /// Whether the node computes alike without some columns: scaling of sparse columns multiplies by the
  /// reciprocal, unless others are dense.
  private func keepsArithmetic(_ node: PipelineNode) -> Bool {
    guard node.operation is ScaleColumns || node.operation is AffineColumns else { return true }
    return node.inputs.allSatisfy { table in
      if case .node(let index) = table { sparsity[index] != .mixed } else { true }
    }
  }
}

extension TableType {
  /// Whether columns are called as before where only those at `places` are left: those that `matters` says
  /// something for have a name, or their place.
  func namesStay(_ places: [Int], where matters: (Int) -> Bool) -> Bool {
    places.enumerated().allSatisfy { place, column in
      place == column || columns[column].name != nil || !matters(column)
    }
  }
}
