"""Writes python.json: what Python and scikit-learn make of some texts.

    python make_cases.py
"""

import json
import os
import random
import re
import string

from sklearn.feature_extraction.text import (
    CountVectorizer, strip_accents_ascii, strip_accents_unicode)
from sklearn.utils import murmurhash3_32

TEXTS = [
    "", " ", "a", "The cat sat on the mat.", "Hello, World! 42 times; 3.14", "UPPER lower MiXeD",
    "İstanbul'da ΟΔΥΣΣΕΥΣ Σ ΑΣ. Σας ΑΣ' Α.Σ", "naïve café Ångström ﬁne ①②③ ½ ﷺ", "日本語 テスト ｶﾀｶﾅ 한국어",
    "e\u0301 A\u030a x\u0344", "line one\nline two\r\n\tthree   four", "a\u00a0b\u2003c\x1cd\x85e",
    "don't e-mail foo_bar __init__ x1 1x", "مرحبا नमस्ते हिन्दी ѐ Ж ß ẞ ŉ ǰ", "aaa aab abb bbb", "ab,cd;;ef , gh",
    "«quoted» (text) ‘x’ —dash—", "\U0001d400\U0001f600 emoji \u2160\u0663\u096a", "ĳ ǆ Ǆ ǅ ſ K Å",
]
PATTERNS = [
    r"(?u)\b\w\w+\b", r"\b\w+\b", r"\w+", r"[a-zA-Z]+", r"\S+", r"\w*", r"(\w)\w+", r"a|ab|abc", r"(?:ab?|b)+",
    r"a*?b", r"\b[a-z]{2,3}\b", r"[^\W\d_]+", r"[\w'-]+", r"\d+(?:\.\d+)?", r"(?a)\w+", r"(?s).+?\s", r"(?m)^.*$",
    r"^\w+", r"\w+$", r"\B\w", r"x??", r"(?P<word>\w+)[.,;!]", r"[^,;\s][^,;]*", r"\w{2}", r"a{,2}", r"a{x}|\{",
    r"\x61|\u00e9", r"[]a]+|[^]b]", r"(?:a|aa)(?:b|ab)", r"(a|b)?c?", r"\Aa+\Z|\Bb", r"", r"\b", r"a{2}b{1,}?",
]


def analysis(**options):
    vectorizer = CountVectorizer(**options)
    analyze = vectorizer.build_analyzer()
    options = dict(options)
    options["ngram_range"] = list(options.get("ngram_range", (1, 1)))
    return {"options": options, "terms": [analyze(text) for text in TEXTS]}


def main():
    random.seed(0)
    texts = TEXTS + ["".join(random.choice("aabc ,1.\n") for _ in range(12)) for _ in range(20)]
    cases = {
        "texts": TEXTS,
        "lower": [text.lower() for text in TEXTS],
        "ascii": [strip_accents_ascii(text) for text in TEXTS],
        "unicode": [strip_accents_unicode(text) for text in TEXTS],
        "patterns": [
            {"pattern": pattern, "texts": texts, "found": [re.findall(pattern, text) for text in texts]}
            for pattern in PATTERNS],
        "analyses": [
            analysis(), analysis(ngram_range=(1, 3)), analysis(ngram_range=(2, 2), lowercase=False),
            analysis(strip_accents="ascii"), analysis(strip_accents="unicode", ngram_range=(1, 2)),
            analysis(analyzer="char", ngram_range=(1, 3)), analysis(analyzer="char", ngram_range=(2, 5)),
            analysis(analyzer="char_wb", ngram_range=(1, 4)), analysis(analyzer="char_wb", ngram_range=(3, 6)),
            analysis(stop_words="english", ngram_range=(1, 2)), analysis(token_pattern=r"[^\s,]+(?:'\w+)?")],
        "hashes": [[text, murmurhash3_32(text.encode(), seed=0)] for text in TEXTS + list(string.printable[:20])],
    }
    path = os.path.join(os.path.dirname(__file__), "python.json")
    with open(path, "w", encoding="ascii") as file:
        json.dump(cases, file, indent=None, separators=(",", ":"))
        file.write("\n")


main()
