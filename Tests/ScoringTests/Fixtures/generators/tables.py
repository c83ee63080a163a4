"""Small tables that the fixture models are trained on and asked about."""

import numpy as np
import pandas as pd


def numbers(rows=100, columns=4, seed=0, digits=2):
    """Normal values of different scales in columns a, b, c, ..."""
    random = np.random.RandomState(seed)
    scales = np.array([1.0, 10.0, 0.1, 100.0, 3.0, 0.5, 20.0, 7.0])[:columns]
    values = random.normal(size=(rows, columns)) * scales + scales / 2
    return pd.DataFrame(np.round(values, digits), columns=list("abcdefgh")[:columns])


def with_missing(frame, share=0.2, seed=1):
    """The frame with some values missing in every column."""
    random = np.random.RandomState(seed)
    return frame.mask(random.uniform(size=frame.shape) < share)


def questions(columns=4, rows=14, missing=False, seed=99):
    """Rows that no model saw, with both zeros, and with missing values where asked for."""
    frame = numbers(rows, columns, seed)
    frame.iloc[0, :] = 0.0
    frame.iloc[1, :] = -0.0
    frame.iloc[2, :] = 1.0e6
    frame.iloc[3, :] = -1.0e6
    if missing:
        frame.iloc[4, :] = np.nan
        for row in range(5, 5 + columns):
            frame.iloc[row, row - 5] = np.nan
        frame.iloc[min(5 + columns, rows - 1), ::2] = np.nan
    return frame


def number(frame, seed=3):
    """A regression target with steps and products."""
    filled = frame.fillna(frame.mean())
    scaled = (filled - filled.mean()) / filled.std()
    noise = np.random.RandomState(seed).normal(size=len(frame)) * 0.1
    a, b, c = (scaled.iloc[:, i].to_numpy() for i in range(3))
    return np.round(2 * (a > 0) + b * c + 0.5 * b + noise, 3)


def labels(frame, names):
    """A class for every row, from the quantiles of the regression target."""
    score = number(frame)
    cuts = np.quantile(score, np.arange(1, len(names)) / len(names))
    return np.array(names)[np.searchsorted(cuts, score, side="right")]


def words(rows=100, seed=5):
    """Text columns: a common one, one with rare values, one with two values; and numbers."""
    random = np.random.RandomState(seed)
    return pd.DataFrame({
        "color": random.choice(["red", "green", "blue"], rows).astype(object),
        "town": random.choice(
            ["Oslo", "Zürich", "São Paulo", "東京", "New York, NY", "Ur"], rows,
            p=[0.4, 0.3, 0.15, 0.08, 0.05, 0.02]).astype(object),
        "yes": random.choice(["y", "n"], rows).astype(object),
        "size": np.round(random.gamma(2, 3, rows), 2),
        "weight": np.round(random.normal(50, 9, rows), 1),
    })


def asked_words(missing=False, unseen=True):
    """Rows over the columns of `words`, with text that the training rows do not have."""
    frame = words(18, seed=77)
    frame.loc[0, "town"] = "Ur"
    if unseen:
        frame.loc[1, "color"] = "mauve"
        frame.loc[2, "town"] = "oslo"
        frame.loc[3, "yes"] = "yes"
        frame.loc[4, ["color", "town", "yes"]] = ["Red", "Osl", "y "]
    if missing:
        frame.loc[5, "color"] = np.nan
        frame.loc[6, "town"] = np.nan
        frame.loc[7, ["color", "town", "yes"]] = np.nan
        frame.loc[8, "size"] = np.nan
        frame.loc[9, ["size", "weight"]] = np.nan
        frame.loc[10] = np.nan
    return frame


def at_thresholds(frame, splits, limit=5):
    """Rows with one feature exactly at, just below and just above a split, in 64 and 32 bits.

    `splits` are (column, threshold) pairs; a spread of `limit` different ones is taken.
    """
    splits = sorted({(int(c), float(t)) for c, t in splits if np.isfinite(t)})
    if not splits:
        return frame
    chosen = [splits[i] for i in np.unique(np.linspace(0, len(splits) - 1, limit).astype(int))]
    rows = []
    for index, (column, threshold) in enumerate(chosen):
        single = np.float32(threshold)
        for value in (threshold, np.nextafter(threshold, np.inf), np.nextafter(threshold, -np.inf),
                      float(np.nextafter(single, np.float32(np.inf)))):
            row = frame.iloc[6 + index % (len(frame) - 6)].copy()
            row.iloc[column] = value
            rows.append(row)
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True)
