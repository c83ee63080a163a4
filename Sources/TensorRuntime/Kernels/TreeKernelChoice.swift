// Which kernel ensembles of trees get: the best that applies, or the one that is asked for.

import CKernels
import Glibc

/// A kernel for the sums of an ensemble's leaves; all give the same bits.
public enum TreeKernelChoice: String, CaseIterable, Sendable {
  /// Ranks on the best instruction set of the processor where they apply, the walk where they do not.
  case automatic
  /// Rows walk from node to node.
  case walk
  /// Ranks, without instructions that not every processor has.
  case rankedBaseline = "ranked-baseline"
  /// Ranks, with the instructions of x86-64-v3 (AVX2).
  case rankedV3 = "ranked-v3"
  /// Ranks, with the instructions of x86-64-v4 (AVX-512).
  case rankedV4 = "ranked-v4"

  /// The environment variable that asks for a kernel.
  public static let variable = "WINDHOVER_TREE_KERNEL"

  /// What the environment asks for.
  /// - Throws: `RuntimeError` where it is no kernel's name, or that of one that this processor cannot run.
  public static func fromEnvironment() throws -> TreeKernelChoice {
    guard let name = getenv(variable).map({ String(cString: $0) }), !name.isEmpty else {
      return .automatic
    }
    guard let choice = TreeKernelChoice(rawValue: name), choice.isAvailable else {
      throw RuntimeError.treeKernel(name)
    }
    return choice
  }

  /// Whether this processor has the instructions.
  public var isAvailable: Bool { (instructions ?? 0) <= wh_ranked_instructions() }

  /// The instruction set of ranks; `nil` where ranks are not wanted.
  var instructions: Int32? {
    switch self {
    case .automatic:
      // Without vectors of 32 bytes the walk is as fast.
      wh_ranked_instructions() == Int32(WH_BASELINE) ? nil : wh_ranked_instructions()
    case .walk: nil
    case .rankedBaseline: Int32(WH_BASELINE)
    case .rankedV3: Int32(WH_X86_64_V3)
    case .rankedV4: Int32(WH_X86_64_V4)
    }
  }
}
