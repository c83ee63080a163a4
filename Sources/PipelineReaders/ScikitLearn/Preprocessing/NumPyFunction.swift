// Functions that files refer to by name, as operators: those of NumPy, and a few of SciPy.

import Pipelines

/// A reference to a function, with the arguments that are bound to it.
struct NumPyFunction {
  /// The function.
  let global: InertGlobal
  /// What comes before the argument that is transformed.
  private(set) var leading: [InertValue] = []
  /// The keyword arguments.
  private(set) var keywords: [(name: String, value: InertValue)] = []

  /// The functions that are known, for messages.
  static let known =
    (ElementwiseFunction.Name.allCases.map(\.rawValue) + ["clip", "round", "nan_to_num"])
    .joined(separator: ", ")

  /// Reads a name or a `functools.partial` of one, called with `further` keyword arguments; `nil` where
  /// the value is something else.
  init?(_ value: InertValue, further: InertValue?) {
    switch value {
    case .global(let global): self.global = global
    case .object(let partial):
      guard partial.type.description == "functools.partial",
        case .tuple(let state) = partial.state, state.elements.count >= 3,
        case .global(let global) = state.elements[0], let leading = state.elements[1].sequence,
        Self.add(state.elements[2], to: &keywords)
      else { return nil }
      self.global = global
      self.leading = leading
    default: return nil
    }
    guard Self.add(further ?? .none, to: &keywords) else { return nil }
  }

  private static func add(
    _ value: InertValue, to keywords: inout [(name: String, value: InertValue)]
  ) -> Bool {
    if value.isNone { return true }
    guard case .dictionary(let dictionary) = value else { return false }
    for (key, value) in dictionary.entries {
      guard let name = key.text else { return false }
      keywords.removeAll { $0.name == name }
      keywords.append((name, value))
    }
    return true
  }

  /// What the function does to a table of `width` columns, `isSingle` where they are of 32 bits; `nil`
  /// where it is not known, or not with these arguments.
  func operators(width: Int, isSingle: Bool) -> [any PipelineOperator]? {
    let module = global.module.prefix { $0 != "." }
    if module == "scipy" {
      guard global.module.hasPrefix("scipy.special"), leading.isEmpty, keywords.isEmpty else {
        return nil
      }
      switch global.name {
      case "expit": return [Link(.logistic(slope: 1))]
      case "log1p", "expm1", "cbrt", "exp2": return plain(global.name)
      default: return nil
      }
    }
    guard module == "numpy" else { return nil }
    switch global.name {
    case "clip": return clip(width)
    case "round", "around", "round_": return round(width)
    case "nan_to_num": return fill(width, isSingle: isSingle)
    case "asarray", "array", "asanyarray", "ascontiguousarray", "copy": return array()
    default: break
    }
    guard keywords.isEmpty else { return nil }
    switch leading.count {
    case 0: return plain(global.name)
    case 1: return leading[0].number.flatMap { bound($0, width) }
    default: return nil
    }
  }

  // MARK: Without arguments

  private static let otherNames: [String: ElementwiseFunction.Name] = [
    "abs": .absolute, "fabs": .absolute, "fix": .trunc, "radians": .deg2rad, "degrees": .rad2deg,
    "asin": .arcsin, "acos": .arccos, "atan": .arctan, "asinh": .arcsinh, "acosh": .arccosh,
    "atanh": .arctanh,
  ]

  private func plain(_ name: String) -> [any PipelineOperator]? {
    switch name {
    case "positive", "float64": return []
    case "float32": return [CastColumns(to: .f32)]
    default:
      return (Self.otherNames[name] ?? ElementwiseFunction.Name(rawValue: name)).map {
        [ElementwiseFunction($0)]
      }
    }
  }

  private func array() -> [any PipelineOperator]? {
    guard leading.isEmpty, keywords.allSatisfy({ $0.name == "dtype" }) else { return nil }
    guard let dtype = keywords.first?.value, !dtype.isNone else { return [] }
    switch dtype {
    case .global(let type): return plain(type.name == "float" ? "float64" : type.name)
    case .string("float64"), .string("float"): return []
    case .string("float32"): return [CastColumns(to: .f32)]
    default: return nil
    }
  }

  // MARK: With a first argument

  /// A function of two numbers whose first one is `number`.
  private func bound(_ number: Double, _ width: Int) -> [any PipelineOperator]? {
    func affine(_ scale: Double, _ shift: Double?) -> [any PipelineOperator] {
      [
        AffineColumns(
          scale: Array(repeating: scale, count: width),
          shift: shift.map { Array(repeating: $0, count: width) })
      ]
    }
    switch global.name {
    case "add": return affine(1, number)
    case "subtract": return affine(-1, number)
    case "multiply": return affine(number, nil)
    case "maximum": return clip(width, number...(.infinity))
    case "minimum": return clip(width, -.infinity...number)
    default: return nil
    }
  }

  // MARK: With keyword arguments

  /// The numbers given for `names`, of which each is meant by several; `nil` where there are others,
  /// or something else.
  private func numbers(_ names: [[String]]) -> [Double?]? {
    var result = [Double?](repeating: nil, count: names.count)
    for (name, value) in keywords where !value.isNone {
      guard let place = names.firstIndex(where: { $0.contains(name) }), let number = value.number
      else { return nil }
      result[place] = number
    }
    return result
  }

  private func clip(_ width: Int) -> [any PipelineOperator]? {
    guard leading.isEmpty, let ends = numbers([["a_min", "min"], ["a_max", "max"]]) else {
      return nil
    }
    let (low, high) = (ends[0] ?? -.infinity, ends[1] ?? .infinity)
    guard low <= high else { return nil }
    return clip(width, low...high)
  }

  private func clip(_ width: Int, _ range: ClosedRange<Double>) -> [any PipelineOperator] {
    [AffineColumns(scale: Array(repeating: 1, count: width), shift: nil, clip: range)]
  }

  /// NumPy multiplies by a power of ten, rounds and divides; the other way round for a negative one.
  private func round(_ width: Int) -> [any PipelineOperator]? {
    guard leading.isEmpty, let found = numbers([["decimals"]]) else { return nil }
    let decimals = found[0] ?? 0
    guard decimals.magnitude <= 22, decimals == decimals.rounded() else { return nil }
    if decimals == 0 { return [ElementwiseFunction(.rint)] }
    var power = 1.0
    for _ in 0..<Int(decimals.magnitude) { power *= 10 }
    let powers = [Double](repeating: power, count: width)
    let (multiply, divide) = (
      AffineColumns(scale: powers, shift: nil), ScaleColumns(offset: nil, divisor: powers)
    )
    return decimals > 0
      ? [multiply, ElementwiseFunction(.rint), divide]
      : [divide, ElementwiseFunction(.rint), multiply]
  }

  private func fill(_ width: Int, isSingle: Bool) -> [any PipelineOperator]? {
    let given = keywords.filter { $0.name != "copy" }
    var others = self
    others.keywords = given
    guard leading.isEmpty, let found = others.numbers([["nan"], ["posinf"], ["neginf"]]) else {
      return nil
    }
    let largest =
      isSingle ? Double(Float.greatestFiniteMagnitude) : Double.greatestFiniteMagnitude
    let markers: [(MissingMarker, Double)] = [
      (.missing, found[0] ?? 0), (.number(.infinity), found[1] ?? largest),
      (.number(-.infinity), found[2] ?? -largest),
    ]
    return markers.map { marker, value in
      FillMissing(marker: marker, values: Array(repeating: .number(value), count: width))
    }
  }
}
