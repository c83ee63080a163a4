"""Cases of clusterings that answer for new rows."""

from sklearn.cluster import (
    AffinityPropagation, Birch, BisectingKMeans, KMeans, MeanShift, MiniBatchKMeans)

from .methods import every_method
from .tables import numbers, questions


def write(group):
    train = numbers(80) / [1.0, 10.0, 0.1, 100.0]
    asked = (questions() / [1.0, 10.0, 0.1, 100.0]).clip(-9, 9)

    def case(name, covers, model, **more):
        model.fit(train)
        group.estimator(name, covers, model, asked, outputs=every_method, **more)

    case("k-means", "KMeans", KMeans(4, n_init=1, random_state=0), skops=True)
    case("k-means-one", "one cluster", KMeans(1, n_init=1, random_state=0))
    case("mini-batch", "MiniBatchKMeans", MiniBatchKMeans(5, n_init=1, random_state=0, batch_size=20))
    case("bisecting", "BisectingKMeans walks its tree", BisectingKMeans(7, random_state=0))
    case("bisecting-largest", "largest_cluster", BisectingKMeans(
        5, random_state=1, bisecting_strategy="largest_cluster"))
    case("mean-shift", "MeanShift", MeanShift(bandwidth=1.6))
    case("birch", "Birch", Birch(n_clusters=3, threshold=0.8))
    case("birch-none", "Birch without a last step", Birch(n_clusters=None, threshold=1.5))
    case("affinity", "AffinityPropagation", AffinityPropagation(random_state=0))
