"""Random tables with everything that real ones have and examples do not."""

import numpy as np
import pandas as pd

WORDS = ["red", "green", "blue", "Ärger", "naïve", "日本", "x y", "", "Red", "0", "1.5", "none", "İstanbul",
         "a,b", 'quo"te', "ﬁne", "😀"]
TOKENS = ["the", "cat", "sat", "on", "Mat", "ein", "Äpfel", "naïve", "don't", "x", "42", "3.14", "foo_bar",
          "日本", "É", "ß", "end.", "a-b", "word", "other", "Cat"]


def number_column(rng, rows, missing):
    kind = rng.integers(0, 7)
    if kind == 0:
        values = rng.normal(size=rows)
    elif kind == 1:
        values = rng.normal(size=rows) * 1e3 + 5e3
    elif kind == 2:
        values = rng.integers(-3, 6, rows).astype(float)
    elif kind == 3:
        values = np.full(rows, float(rng.integers(-2, 3)))
    elif kind == 4:
        values = rng.exponential(size=rows) * 10.0 ** rng.integers(-4, 4)
    elif kind == 5:
        values = np.round(rng.normal(size=rows), 1)
    else:
        values = (rng.random(rows) < 0.3).astype(float)
    if missing:
        values[rng.random(rows) < 0.15] = np.nan
    return values


def word_column(rng, rows, words, missing):
    weights = rng.dirichlet(np.full(len(words), 0.5))
    values = np.array(words, dtype=object)[rng.choice(len(words), rows, p=weights)]
    if missing:
        values[rng.random(rows) < 0.1] = np.nan
    return values


def sentence_column(rng, rows):
    return np.array([" ".join(rng.choice(TOKENS, rng.integers(0, 9))) for _ in range(rows)], dtype=object)


class Table:
    """Training rows, rows to ask about, and what each column is."""

    def __init__(self, rng, positive=False):
        rows, asked = int(rng.integers(40, 160)), int(rng.choice([1, 2, 17, 40]))
        self.missing_numbers = rng.random() < 0.4
        self.missing_words = rng.random() < 0.3
        train, ask = {}, {}
        self.numbers, self.words, self.sentences = [], [], []
        for index in range(int(rng.integers(1, 6))):
            name = f"n{index}"
            both = number_column(rng, rows + asked, self.missing_numbers)
            if positive:
                both = np.abs(both)
            if rng.random() < 0.2 and not positive:
                both[rows:] *= 50.0  # Far from anything that training saw.
            train[name], ask[name] = both[:rows], both[rows:]
            self.numbers.append(name)
        for index in range(int(rng.integers(0, 3))):
            name = f"w{index} é" if rng.random() < 0.2 else f"w{index}"
            known = list(rng.choice(WORDS, rng.integers(1, 8), replace=False))
            train[name] = word_column(rng, rows, known, self.missing_words)
            seen = known + (["never seen", "Ω"] if rng.random() < 0.5 else [])
            ask[name] = word_column(rng, asked, seen, self.missing_words)
            self.words.append(name)
        if rng.random() < 0.15:
            train["text"], ask["text"] = sentence_column(rng, rows), sentence_column(rng, asked)
            self.sentences.append("text")
        self.train, self.ask = pd.DataFrame(train), pd.DataFrame(ask)
        signal = np.nan_to_num(self.train[self.numbers].to_numpy()).sum(axis=1)
        self.signal = signal + rng.normal(size=rows) * (np.std(signal) + 0.1)

    def break_ties(self, rng):
        """Makes all numbers different."""
        for rows in (self.train, self.ask):
            for name in self.numbers:
                rows[name] = rows[name] + rng.normal(size=len(rows)) * (np.nanstd(self.train[name]) + 0.1) / 50

    def add_infinities(self, rng):
        """Puts infinities among the rows to ask about."""
        for name in self.numbers:
            drawn = rng.random(len(self.ask))
            self.ask[name] = np.where(drawn < 0.05, np.inf, np.where(drawn > 0.95, -np.inf, self.ask[name]))

    def classes(self, rng, count):
        """A target of `count` classes, as numbers or names."""
        edges = np.quantile(self.signal, np.linspace(0, 1, count + 1)[1:-1])
        codes = np.searchsorted(edges, self.signal)
        labels = [["no", "yes", "måske"], [0, 1, 2], [3, 7, 11], [False, True, True], [-1.5, 2.0, 8.0]]
        names = labels[int(rng.integers(0, 3 if count > 2 else 5))][:count]
        return np.array(names)[codes]
