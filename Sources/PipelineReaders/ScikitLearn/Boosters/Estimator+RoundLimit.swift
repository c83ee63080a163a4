// How many rounds of a booster count.

extension Estimator {
  /// The rounds that the option `name` of sklearn2pmml limits a booster to; `nil` for all.
  ///
  /// The library itself does not look at such options: they say what somebody who deploys the model
  /// wants of it, and what the answers beside it were made with.
  func roundLimit(_ name: String) throws -> Int? {
    guard case .dictionary(let options)? = optional("pmml_options_"),
      let value = options[name], !value.isNone
    else { return nil }
    guard let limit = value.integer, limit > 0 else {
      throw malformed(
        "pmml_options_['\(name)']", found: value.summary, expected: "a positive number of rounds")
    }
    return limit
  }
}
