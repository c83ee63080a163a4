import Testing

import Tensors

@Suite struct TensorTests {
  @Test func elementsComeBackInRowMajorOrder() {
    let tensor = Tensor([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(tensor.shape.strides == [3, 1])
    #expect(tensor.elements(of: Double.self) == [1, 2, 3, 4, 5, 6])
    #expect(tensor.reshaped(to: [3, 2]).shape == [3, 2])
  }

  @Test func missingStringsStayMissing() {
    let tensor = Tensor(strings: ["a", nil, "", "żółw"])
    #expect((0..<4).map { tensor.strings[$0] } == ["a", nil, "", "żółw"])
  }

  @Test func brainFloatRoundsToNearestEven() {
    #expect(BFloat16(1.0).float == 1)
    #expect(BFloat16(1.00390625).float == 1)  // halfway between two: the even one
    #expect(BFloat16(1.01171875).float == 1.015625)
    #expect(BFloat16(.nan).float.isNaN)
    #expect(BFloat16(.infinity).float == .infinity)
  }
}
