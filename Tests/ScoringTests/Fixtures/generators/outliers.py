"""Cases of isolation forests, elliptic envelopes and covariance estimators."""

from sklearn.covariance import EllipticEnvelope, EmpiricalCovariance, LedoitWolf, MinCovDet
from sklearn.ensemble import IsolationForest

from .methods import every_method
from .tables import numbers, questions, with_missing


def write(group):
    train, asked = numbers(), questions()

    def case(name, covers, model, frame=train, rows=asked, **more):
        model.fit(frame)
        group.estimator(name, covers, model, rows, outputs=every_method, **more)

    small = dict(n_estimators=8, random_state=0, max_samples=32)
    case("forest", "IsolationForest", IsolationForest(**small), skops=True)
    case("forest-features", "max_features: each tree has columns of its own",
         IsolationForest(max_features=2, **small))
    case("forest-contamination", "contamination, bootstrap",
         IsolationForest(contamination=0.1, bootstrap=True, **small))
    case("forest-one-row", "trees of one leaf", IsolationForest(n_estimators=4, random_state=0), frame=train[:1])
    case("forest-missing", "missing values", IsolationForest(**small), frame=with_missing(train),
         rows=questions(missing=True))
    case("envelope", "EllipticEnvelope", EllipticEnvelope(random_state=0))
    case("envelope-contamination", "contamination", EllipticEnvelope(
        contamination=0.2, random_state=0, assume_centered=True))
    case("covariance", "EmpiricalCovariance", EmpiricalCovariance())
    case("covariance-ledoit", "LedoitWolf", LedoitWolf())
    case("covariance-robust", "MinCovDet", MinCovDet(random_state=0))
