// Lists of labels, as JSON writes them.

import TextAnalysis
import Testing

struct LabelListTests {
  private func list(_ text: String) -> [ListedLabel]? {
    ListedLabel.list(in: ArraySlice(Array(text.utf8)))
  }

  private func text(_ text: String) -> ListedLabel { .text(utf8: Array(text.utf8)) }

  @Test func everyKindOfLabelIsRead() {
    #expect(list("[]") == [])
    #expect(list(" [ true ,false,null ] ") == [.number(1), .number(0), .null])
    #expect(
      list("[0, -0.5, 12e-1, 3E+2]") == [.number(0), .number(-0.5), .number(1.2), .number(300)])
    #expect(
      list(#"["a", "", "\"\\\/\b\f\n\r\t"]"#) == [
        text("a"), text(""), text("\"\\/\u{08}\u{0C}\n\r\t"),
      ])
  }

  @Test func textsAreComparedByTheirBytes() {
    #expect(list(#"["\u00e9", "\ud83d\ude00"]"#) == [text("\u{E9}"), text("\u{1F600}")])
    #expect(list("[\"e\u{301}\"]") != list("[\"\u{E9}\"]"))
  }

  @Test func whatIsNoListOfLabelsIsNone() {
    let texts = [
      "", "a", "1", "\"a\"", "[", "[1", "[1,]", "[,1]", "[1 2]", "[1] 2", "[[1]]", "[{}]", "[01]",
      "[1.]", "[.5]", "[+1]", "[1e]", "[-]", "[nul]", "[\"a]", "[\"\\x\"]", "[\"\\u12\"]",
      "[\"\\u+123\"]", "[\"\\ud800\"]", "[\"\\ud800\\u0041\"]", "[\"\\udc00\"]", "[\"\n\"]",
      "['a']",
      "[NaN]",
    ]
    for text in texts { #expect(list(text) == nil, "\(text)") }
  }
}
