// Regions of images, pooled between their elements.

import PipelineReaders
import TensorIR
import Tensors

enum StandardRegions {
  static var rules: [String: OperatorRule] { ["RoiAlign": tensor(align)] }

  private static func align(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let image = try c.tensor(0)
    let extents = try c.extents(image)
    let regions = try c.known(c.tensor(1))
    let images = try c.ints(2) ?? []
    let mode = c.node.text("mode")?.lowercased() ?? "avg"
    guard ["avg", "max"].contains(mode) else { throw c.node.error("the mode '\(mode)'") }
    guard extents.count == 4, !extents.contains(0), regions.shape.dimensions == [images.count, 4],
      regions.dtype.isFloatingPoint, images.allSatisfy((0..<extents[0]).contains)
    else {
      throw c.node.error("regions \(regions.shape) of \(images.count) images out of \(extents)")
    }
    let pooling = try RegionPooling(c, height: extents[2], width: extents[3])
    let samples = try pooling.samples(regions: regions.doubles(), images: images)
    // Every element of the images is a row of its channels.
    let elements = try b.reshape(
      b.transpose(image, [0, 2, 3, 1]),
      [.fixed(extents[0] * extents[2] * extents[3]), .fixed(extents[1])])
    let bins = images.count * pooling.height * pooling.width
    let corners = try b.gather(elements, b.constant(Tensor(samples.places)), axis: 0)
    let weighted = try b.multiply(
      corners, c.constant(samples.weights, [samples.weights.count, 1], c.dtype(image)))
    let grouped = try b.reshape(
      weighted, [.fixed(bins), .fixed(samples.cornersPerBin), .fixed(extents[1])])
    let pooled: ValueID
    if mode == "max" {
      pooled = try b.reduceMax(grouped, axes: [1])
    } else {
      pooled = try b.divide(
        b.reduceSum(grouped, axes: [1]),
        c.constant(samples.counts, [samples.counts.count, 1], c.dtype(image)))
    }
    let ordered = try b.reshape(
      pooled,
      [
        .fixed(images.count), .fixed(pooling.height), .fixed(pooling.width), .fixed(extents[1]),
      ])
    return try b.transpose(ordered, [0, 3, 1, 2])
  }
}

/// Where a node looks at its image for each bin of each region.
private struct RegionPooling {
  /// The most places that are looked at.
  private static let largestCount = 1 << 24

  /// The elements around the places, with their weights; all bins have as many.
  struct Samples {
    /// The elements, by their places in all images.
    var places: [Int64] = []
    /// What each counts.
    var weights: [Double] = []
    /// The number of elements of a bin.
    var cornersPerBin = 0
    /// The number of places whose mean a bin is.
    var counts: [Double] = []
  }

  /// The number of bins from top to bottom.
  let height: Int
  /// The number of bins from left to right.
  let width: Int
  private let node: GraphNode
  private let image: (height: Int, width: Int)
  private let scale: Double
  private let ratio: Int
  private let isHalfPixel: Bool

  init(_ c: NodeContext, height: Int, width: Int) throws {
    node = c.node
    image = (height, width)
    self.height = node.int("output_height", 1)
    self.width = node.int("output_width", 1)
    scale = node.float("spatial_scale", 1)
    ratio = node.int("sampling_ratio", 0)
    let fallback = node.version < 16 ? "output_half_pixel" : "half_pixel"
    isHalfPixel = (node.text("coordinate_transformation_mode") ?? fallback) == "half_pixel"
    guard self.height > 0, self.width > 0, self.height <= Self.largestCount / self.width,
      ratio <= 1 << 12
    else { throw node.error("\(self.height) x \(self.width) bins") }
  }

  /// A region in the image's coordinates.
  private struct Region {
    let top: Double
    let left: Double
    let binHeight: Double
    let binWidth: Double
    /// How many places of a bin are looked at in each direction.
    let grid: (rows: Int, columns: Int)
  }

  /// The samples of regions `[left, top, right, bottom]`, each of the image at its place in `images`.
  func samples(regions: [Double], images: [Int]) throws -> Samples {
    let regions = try images.indices.map { try region(Array(regions[4 * $0..<4 * $0 + 4])) }
    let most = regions.map { $0.grid.rows * $0.grid.columns }.max() ?? 0
    var samples = Samples()
    samples.cornersPerBin = 4 * max(most, 1)
    guard height * width <= Self.largestCount / (samples.cornersPerBin * max(images.count, 1))
    else {
      throw node.unsupported("\(images.count) regions of \(height) x \(width) bins")
    }
    for (region, image) in zip(regions, images) {
      for row in 0..<height {
        for column in 0..<width { append(row, column, of: region, in: image, to: &samples) }
      }
    }
    return samples
  }

  private func region(_ corners: [Double]) throws -> Region {
    let shift = isHalfPixel ? 0.5 : 0
    let scaled = corners.map { $0 * scale - shift }
    guard scaled.allSatisfy({ $0.isFinite && $0.magnitude < 1e9 }) else {
      throw node.error("the region \(corners)")
    }
    var (regionWidth, regionHeight) = (scaled[2] - scaled[0], scaled[3] - scaled[1])
    if !isHalfPixel { (regionWidth, regionHeight) = (max(regionWidth, 1), max(regionHeight, 1)) }
    let (binHeight, binWidth) = (regionHeight / Double(height), regionWidth / Double(width))
    func count(_ size: Double) throws -> Int {
      if ratio > 0 { return ratio }
      guard size <= Double(1 << 12) else { throw node.unsupported("a bin of \(size) elements") }
      return max(Int(size.rounded(.up)), 0)
    }
    return Region(
      top: scaled[1], left: scaled[0], binHeight: binHeight, binWidth: binWidth,
      grid: (try count(binHeight), try count(binWidth)))
  }

  private func append(
    _ row: Int, _ column: Int, of region: Region, in image: Int, to samples: inout Samples
  ) {
    let (rows, columns) = region.grid
    let first = samples.places.count
    for y in 0..<rows {
      for x in 0..<columns {
        appendCorners(
          y: region.top + region.binHeight * (Double(row) + (Double(y) + 0.5) / Double(rows)),
          x: region.left + region.binWidth * (Double(column) + (Double(x) + 0.5) / Double(columns)),
          image, to: &samples)
      }
    }
    samples.counts.append(Double(max(rows * columns, 1)))
    // Bins with fewer places repeat the first one, which changes no maximum and counts nothing in a sum.
    let isMaximum = node.text("mode")?.lowercased() == "max"
    var source = first
    while samples.places.count < first + samples.cornersPerBin {
      let hasCorners = rows * columns > 0
      samples.places.append(hasCorners ? samples.places[source] : 0)
      samples.weights.append(isMaximum && hasCorners ? samples.weights[source] : 0)
      source += 1
    }
  }

  /// Appends the four elements around a point; outside the image they count nothing.
  private func appendCorners(y: Double, x: Double, _ image: Int, to samples: inout Samples) {
    let start = image * self.image.height * self.image.width
    guard y >= -1, y <= Double(self.image.height), x >= -1, x <= Double(self.image.width) else {
      samples.places += Array(repeating: Int64(start), count: 4)
      samples.weights += [0, 0, 0, 0]
      return
    }
    let (top, bottom, down) = Self.neighbours(y, self.image.height)
    let (left, right, across) = Self.neighbours(x, self.image.width)
    for (row, rowWeight) in [(top, 1 - down), (bottom, down)] {
      for (column, columnWeight) in [(left, 1 - across), (right, across)] {
        samples.places.append(Int64(start + row * self.image.width + column))
        samples.weights.append(rowWeight * columnWeight)
      }
    }
  }

  /// The elements before and behind a coordinate, and how far it is from the first to the second.
  private static func neighbours(
    _ coordinate: Double, _ extent: Int
  ) -> (low: Int, high: Int, part: Double) {
    let inside = max(coordinate, 0)
    let low = Int(inside)
    guard low < extent - 1 else { return (extent - 1, extent - 1, 0) }
    return (low, low + 1, inside - Double(low))
  }
}
