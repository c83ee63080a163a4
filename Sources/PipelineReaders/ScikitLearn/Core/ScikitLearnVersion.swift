// The versions of scikit-learn, whose files differ in what their attributes mean.

/// A version of scikit-learn, as far as it matters.
struct ScikitLearnVersion: Comparable, CustomStringConvertible {
  /// The first number.
  let major: Int
  /// The second number.
  let minor: Int

  /// The versions whose files are known.
  static let known = ScikitLearnVersion(major: 1, minor: 0)...ScikitLearnVersion(major: 1, minor: 9)

  /// Names a version.
  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `1.5.2`, `1.6.dev0` and the like.
  init?(_ text: String) {
    let parts = text.split(separator: ".").prefix(2).map { part in
      Int(part.prefix { $0.isNumber })
    }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    self.init(major: major, minor: minor)
  }

  var description: String { "\(major).\(minor)" }

  static func < (left: ScikitLearnVersion, right: ScikitLearnVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }
}
