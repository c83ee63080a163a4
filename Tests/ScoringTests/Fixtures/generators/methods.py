"""The answers of every method that an estimator of scikit-learn may have."""

import numpy as np

from .writer import put

BY_CLASS = ["predict_proba", "decision_function", "predict_log_proba", "predict_joint_log_proba"]
PLAIN = ["score_samples", "mahalanobis"]


def every_method(model, rows):
    """The expected columns: classes by name, everything else by number."""
    columns = {}
    classes = getattr(model, "classes_", None)
    if hasattr(model, "predict"):
        put(columns, "predict", model.predict(rows))
    for name in BY_CLASS:
        if not hasattr(model, name):
            continue
        values = getattr(model, name)(rows)
        if isinstance(values, list) or (classes is not None and np.ndim(values) == 2
                                        and len(classes) == np.shape(values)[1]):
            put(columns, name, values, classes)
        else:
            put(columns, name, values)
    for name in PLAIN:
        if hasattr(model, name):
            put(columns, name, getattr(model, name)(rows))
    if hasattr(model, "transform"):
        put(columns, "transform", model.transform(rows), model.get_feature_names_out())
    if hasattr(model, "kneighbors"):
        distances, places = model.kneighbors(rows)
        put(columns, "kneighbors[distance]", distances)
        put(columns, "kneighbors[index]", places)
    return columns
