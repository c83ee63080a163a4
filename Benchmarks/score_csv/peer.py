"""What a person does today: read the CSV, load the model, predict, write the CSV.

    peer.py MODEL --input ROWS --output OUT --threads N
"""

import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("--input", required=True)
parser.add_argument("--output", required=True)
parser.add_argument("--threads", type=int, default=1)
options = parser.parse_args()
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(options.threads)

# After the environment: the libraries read it when they load.
import joblib  # noqa: E402
import pandas as pd  # noqa: E402


def limit_threads(model, threads):
    """The number of threads that the model was saved with gives way to the benchmark's."""
    parameters = model.get_params(deep=True)
    names = [n for n in parameters if n == "n_jobs" or n.endswith("__n_jobs")]
    model.set_params(**{n: threads for n in names})


rows = pd.read_csv(options.input)
model = joblib.load(options.model)
limit_threads(model, options.threads)
if hasattr(model, "predict_proba"):
    # One pass gives both: calling predict as well would do all the work twice.
    probabilities = model.predict_proba(rows)
    result = pd.DataFrame({"predict": model.classes_[probabilities.argmax(axis=1)]})
    for index, label in enumerate(model.classes_):
        result[f"predict_proba[{label}]"] = probabilities[:, index]
else:
    result = pd.DataFrame({"predict": model.predict(rows)})
result.to_csv(options.output, index=False)
