// libFuzzer: regular expressions and what they are matched against. See FUZZING.md.

import TextAnalysis

/// Reads one input; a crash, a hang or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPatterns(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: start, count: count)
  let end = input.firstIndex(of: 0x0A) ?? count
  let pattern = String(decoding: input[..<end], as: UTF8.self)
  let text = String(decoding: input[min(end + 1, count)...], as: UTF8.self)
  for tokens in [TextRules.Tokens.found(pattern: pattern), .between(pattern: pattern)] {
    let rules = TextRules(accents: .unicode, tokens: tokens, longest: 2)
    _ = try? TextAnalyzer(rules).terms(of: text)
  }
  return 0
}
