// A function that returns less.

import TensorIR

extension Function {
  /// The function with only the results called `names`, in that order.
  ///
  /// What they do not need stays, for dead code elimination to find; so do the parameters, so that
  /// callers need not change.
  func keeping(results names: [String]) -> Function {
    let kept = names.compactMap { resultNames.firstIndex(of: $0) }
    var function = self
    function.resultNames = kept.map { resultNames[$0] }
    function.returns = kept.map { returns[$0] }
    return function
  }
}
