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
        answers = model.predict(rows)
        if classes is not None and np.ndim(answers) == 2 and np.shape(answers)[1] == 1:
            answers = answers[:, 0]  # CatBoost gives classes as a matrix.
        put(columns, "predict", answers)
    final = model.steps[-1][1] if hasattr(model, "steps") else model
    is_by_pair = getattr(final, "decision_function_shape", None) == "ovo"
    for name in BY_CLASS:
        if not hasattr(model, name):
            continue
        values = getattr(model, name)(rows)
        is_by_class = (classes is not None and not isinstance(values, list) and np.ndim(values) == 2
                       and len(classes) == np.shape(values)[1]
                       and not (is_by_pair and name == "decision_function"))
        if isinstance(values, list) or is_by_class:
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
