"""Cases of nonnegative factorizations, whose rows are solved together."""

from sklearn.decomposition import NMF, MiniBatchNMF
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from .methods import every_method
from .tables import number, numbers, questions


def write(group):
    train = (numbers(40, 5) / [1.0, 10.0, 0.1, 100.0, 3.0]).abs().round(3)
    asked = (questions(5) / [1.0, 10.0, 0.1, 100.0, 3.0]).abs().clip(0, 5).round(3)

    def case(name, covers, model, y=None, rows=asked, **more):
        model.fit(train, y)
        group.estimator(name, covers, model, rows, outputs=every_method, **more)

    case("descent", "NMF, solved until little changes", NMF(3, random_state=0, max_iter=500), skops=True)
    case("descent-one-row", "one row alone", NMF(3, random_state=0, max_iter=500), rows=asked.tail(1))
    case("descent-zeros", "rows of zeros alone", NMF(2, random_state=0, max_iter=500), rows=asked.head(2))
    case("descent-limited", "max_iter reached", NMF(4, random_state=0, max_iter=3, tol=0))
    case("descent-regularized", "alpha_W, l1_ratio, init=nndsvd, a component of zeros",
         NMF(5, random_state=0, alpha_W=0.05, l1_ratio=0.3, init="nndsvd", max_iter=500))
    case("descent-pipeline", "before a linear model",
         make_pipeline(NMF(2, random_state=0, max_iter=500), Ridge()), number(train))
    case("descent-below", "a number below 0", NMF(2, random_state=0, max_iter=500), rows=asked - 1,
         refused="numbers from 0")
    case("descent-shuffled", "shuffle", NMF(2, random_state=0, shuffle=True, max_iter=500),
         refused="drawn by chance")
    case("multiplied", "solver=mu", NMF(2, random_state=0, solver="mu", max_iter=500), refused="solver='mu'")
    case("batches", "MiniBatchNMF", MiniBatchNMF(2, random_state=0), refused="as the mean of all rows")
