// Results as JSON.

import FoundationEssentials

/// Prints `value` as JSON, keys in alphabetical order; infinities are the text `"inf"`.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  try writeToStandardOutput(String(decoding: encoder.encode(value), as: UTF8.self) + "\n")
}
