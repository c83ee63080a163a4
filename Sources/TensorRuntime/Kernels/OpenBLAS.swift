// OpenBLAS for panels of 64 rows, single-threaded inside our own pool.

import CKernels
import COpenBLAS
import Glibc

/// Calls of OpenBLAS as kernels.
enum OpenBLAS {
  /// Makes OpenBLAS ready, once: one thread, and the kernels of this processor.
  ///
  /// `OPENBLAS_CORETYPE` and `OPENBLAS_L2_SIZE` in the environment override what OpenBLAS detects,
  /// and are often set for another machine; where this OpenBLAS can choose again, it does so without
  /// them. `WINDHOVER_KEEP_OPENBLAS_CORETYPE` keeps them.
  static func prepare() { _ = isReady }

  private static let isReady: Bool = {
    if getenv("OPENBLAS_CORETYPE") != nil, getenv("WINDHOVER_KEEP_OPENBLAS_CORETYPE") == nil,
      let quit = dlsym(nil, "gotoblas_dynamic_quit"),
      let start = dlsym(nil, "gotoblas_dynamic_init")
    {
      typealias Function = @convention(c) () -> Void
      unsetenv("OPENBLAS_CORETYPE")
      unsetenv("OPENBLAS_L2_SIZE")
      unsafeBitCast(quit, to: Function.self)()
      unsafeBitCast(start, to: Function.self)()
    }
    openblas_set_num_threads(1)
    return true
  }()

  /// Full panels; units are panels, batch after batch; operands {left, right, result}; parameters
  /// {m, k, n, left stride, right stride, full panels a matrix}.
  static let panelsOfDoubles: KernelFunction = { operands, parameters, begin, end in
    OpenBLAS.panels(operands, parameters, begin, end) { (a: UnsafePointer<Double>, b, c, k, n) in
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(WH_MATMUL_PANEL), n, k, 1, a, k, b, n, 0,
        c, n)
    }
  }

  /// As `panelsOfDoubles`, of floats.
  static let panelsOfFloats: KernelFunction = { operands, parameters, begin, end in
    OpenBLAS.panels(operands, parameters, begin, end) { (a: UnsafePointer<Float>, b, c, k, n) in
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(WH_MATMUL_PANEL), n, k, 1, a, k, b, n, 0,
        c, n)
    }
  }

  /// The rows behind the full panels, by the packed kernel; parameters {first row, then those of
  /// `wh_find_matmul`}.
  static let tailOfDoubles: KernelFunction = { operands, parameters, begin, end in
    OpenBLAS.tail(operands, parameters, begin, end, Int32(WH_F64), 8)
  }

  /// As `tailOfDoubles`, of floats.
  static let tailOfFloats: KernelFunction = { operands, parameters, begin, end in
    OpenBLAS.tail(operands, parameters, begin, end, Int32(WH_F32), 4)
  }

  private static func panels<Element>(
    _ operands: UnsafePointer<UnsafeMutableRawPointer?>?, _ parameters: UnsafePointer<Int64>?,
    _ begin: Int64, _ end: Int64,
    _ multiply: (
      UnsafePointer<Element>, UnsafePointer<Element>, UnsafeMutablePointer<Element>, Int32, Int32
    ) -> Void
  ) -> Int32 {
    guard let operands, let p = parameters, let left = operands[0], let right = operands[1],
      let result = operands[2]
    else { return 1 }
    let (m, k, n, full) = (Int(p[0]), Int(p[1]), Int(p[2]), Int(p[5]))
    for unit in Int(begin)..<Int(end) {
      let (batch, row) = (unit / full, unit % full * Int(WH_MATMUL_PANEL))
      multiply(
        UnsafePointer(left.assumingMemoryBound(to: Element.self) + batch * Int(p[3]) + row * k),
        UnsafePointer(right.assumingMemoryBound(to: Element.self) + batch * Int(p[4])),
        result.assumingMemoryBound(to: Element.self) + (batch * m + row) * n, Int32(k), Int32(n))
    }
    return 0
  }

  private static func tail(
    _ operands: UnsafePointer<UnsafeMutableRawPointer?>?, _ parameters: UnsafePointer<Int64>?,
    _ begin: Int64, _ end: Int64, _ dtype: Int32, _ elementSize: Int
  ) -> Int32 {
    guard let operands, let p = parameters, let multiply = wh_find_matmul(dtype),
      let left = operands[0], let result = operands[2]
    else { return 1 }
    let row = Int(p[0])
    return withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: 4) { moved in
      moved[0] = left + row * Int(p[2]) * elementSize
      moved[1] = operands[1]
      moved[2] = result + row * Int(p[3]) * elementSize
      moved[3] = p[6] == 0 ? operands[3] : nil
      return multiply(moved.baseAddress, p + 1, begin, end)
    }
  }
}
