// Tensors of an ONNX file: `TensorProto`, whose elements lie in one of several fields, or in another file.

import Archives
import FoundationEssentials
import ONNXSchema
import PipelineReaders
import Tensors

extension DType {
  /// The dtype of an ONNX element type; types that the runtime does not have are refused by name.
  init(onnx code: Int32, at place: String) throws {
    switch Onnx_TensorProto.DataType(rawValue: Int(code)) {
    case .float: self = .f32
    case .double: self = .f64
    case .bfloat16: self = .bf16
    case .int64: self = .i64
    case .int32: self = .i32
    case .int8: self = .i8
    case .bool: self = .bool
    case .string: self = .string
    case .undefined, nil: throw ReaderError.onnx(place, "the element type \(code)")
    case let other?:
      throw ReaderError.onnx(place, unsupported: "the element type \("\(other)".uppercased())")
    }
  }
}

extension Tensor {
  /// Reads a tensor, whose dtype, extents and number of elements must fit each other.
  ///
  /// `rawData` are its contents where they were left in the file.
  init(
    _ proto: Onnx_TensorProto, rawData: Bytes? = nil, at place: String, _ folder: ExternalData
  ) throws {
    let dtype = try DType(onnx: proto.dataType, at: place)
    let shape = try Shape(onnx: proto.dims, at: place)
    guard !proto.hasSegment else {
      throw ReaderError.onnx(place, unsupported: "a tensor in segments")
    }
    func counted(_ count: Int) throws {
      guard count == shape.count else {
        throw ReaderError.onnx(place, "\(count) elements for the shape \(shape)")
      }
    }
    if dtype == .string {
      try counted(proto.stringData.count)
      self.init(
        strings: proto.stringData.map { String(decoding: $0, as: UTF8.self) }, shape: shape)
      return
    }
    guard let width = dtype.byteCount else { throw ReaderError.onnx(place, "text of fixed size") }
    if proto.dataLocation == .external {
      self = try folder.tensor(proto.externalData, dtype: dtype, shape: shape, at: place)
      return
    }
    if let rawData = rawData ?? (proto.hasRawData ? Bytes([UInt8](proto.rawData)) : nil) {
      guard rawData.count == shape.count * width else {
        throw ReaderError.onnx(
          place, "\(rawData.count) bytes", expected: "\(shape.count * width) for \(shape)")
      }
      if dtype == .bool {
        self.init(rawData.map { $0 != 0 }, shape: shape)
      } else {
        self.init(rawData, dtype: dtype, shape: shape)
      }
      return
    }
    switch dtype {
    case .f32:
      try counted(proto.floatData.count)
      self.init(proto.floatData, shape: shape)
    case .f64:
      try counted(proto.doubleData.count)
      self.init(proto.doubleData, shape: shape)
    case .i64:
      try counted(proto.int64Data.count)
      self.init(proto.int64Data, shape: shape)
    case .i32:
      try counted(proto.int32Data.count)
      self.init(proto.int32Data, shape: shape)
    case .i8:
      try counted(proto.int32Data.count)
      self.init(proto.int32Data.map { Int8(truncatingIfNeeded: $0) }, shape: shape)
    case .bf16:
      try counted(proto.int32Data.count)
      self.init(
        proto.int32Data.map { BFloat16(bitPattern: UInt16(truncatingIfNeeded: $0)) }, shape: shape)
    case .bool:
      try counted(proto.int32Data.count)
      self.init(proto.int32Data.map { $0 != 0 }, shape: shape)
    case .string:
      throw ReaderError.onnx(place, "text of fixed size")
    }
  }
}

extension Shape {
  /// The most elements of a tensor in a file: a bound for what damaged files can ask for.
  static let largestCount = 1 << 34

  /// Reads extents, of which none is negative and whose product is bounded.
  init(onnx dims: [Int64], at place: String) throws {
    var count = 1
    for extent in dims {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(extent))
      guard extent >= 0, extent <= Self.largestCount, !overflow, product <= Self.largestCount else {
        throw ReaderError.onnx(place, "the extents \(dims)")
      }
      count = product
    }
    self.init(dims.map { Int($0) })
  }
}
