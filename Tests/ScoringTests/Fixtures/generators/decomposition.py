"""Cases of decompositions, projections and approximate kernels."""

import numpy as np
from sklearn.cluster import FeatureAgglomeration
from sklearn.decomposition import (
    FactorAnalysis, FastICA, IncrementalPCA, KernelPCA, LatentDirichletAllocation,
    MiniBatchSparsePCA, SparsePCA, TruncatedSVD)
from sklearn.ensemble import RandomTreesEmbedding
from sklearn.kernel_approximation import (
    AdditiveChi2Sampler, Nystroem, PolynomialCountSketch, RBFSampler, SkewedChi2Sampler)
from sklearn.linear_model import Ridge
from sklearn.neighbors import NeighborhoodComponentsAnalysis
from sklearn.neural_network import BernoulliRBM
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from .tables import labels, number, numbers, questions


def tables():
    scaler = StandardScaler().set_output(transform="pandas").fit(numbers(40, 5))
    return scaler.transform(numbers(40, 5)).round(3), scaler.transform(questions(5)).clip(-5, 5).round(3)


def projections(group):
    train, asked = tables()

    def case(name, covers, model, y=None, **more):
        group.estimator(name, covers, model.fit(train, y), asked, **more)

    case("incremental-pca", "IncrementalPCA", IncrementalPCA(n_components=2, batch_size=10))
    case("incremental-pca-whiten", "IncrementalPCA whiten", IncrementalPCA(n_components=3, whiten=True), skops=True)
    case("truncated-svd", "TruncatedSVD", TruncatedSVD(n_components=2, random_state=0))
    case("sparse-pca", "SparsePCA", SparsePCA(n_components=3, random_state=0, max_iter=20), skops=True)
    case("sparse-pca-batches", "MiniBatchSparsePCA, a component of zeros",
         MiniBatchSparsePCA(n_components=3, alpha=3, random_state=0, max_iter=10))
    case("factor-analysis", "FactorAnalysis", FactorAnalysis(n_components=2, random_state=0), skops=True)
    for whiten in ("unit-variance", "arbitrary-variance", False):
        case(f"fast-ica-{whiten}", f"FastICA whiten={whiten}",
             FastICA(n_components=3, whiten=whiten, random_state=0, max_iter=500))
    case("gaussian-projection", "GaussianRandomProjection",
         GaussianRandomProjection(n_components=3, random_state=0))
    case("sparse-projection", "SparseRandomProjection",
         SparseRandomProjection(n_components=3, density=0.4, random_state=0), skops=True)
    case("neighborhood-components", "NeighborhoodComponentsAnalysis",
         NeighborhoodComponentsAnalysis(n_components=2, max_iter=10, random_state=0), labels(train, [0, 1, 2]))
    for pooling in (np.mean, np.max, np.min, np.median, np.sum):
        case(f"agglomeration-{pooling.__name__}", f"FeatureAgglomeration pooling_func={pooling.__name__}",
             FeatureAgglomeration(n_clusters=2, pooling_func=pooling))
    rbm = BernoulliRBM(n_components=3, n_iter=2, random_state=0).fit(MinMaxScaler().fit_transform(train))
    group.estimator("boltzmann-machine", "BernoulliRBM", rbm, asked.clip(0, 1), array=True)
    case("trees-embedding", "RandomTreesEmbedding", RandomTreesEmbedding(n_estimators=3, max_depth=2, random_state=0),
         skops=True)
    case("trees-embedding-dense", "the same, dense, before a linear model", make_pipeline(
        RandomTreesEmbedding(n_estimators=3, max_depth=2, random_state=0, sparse_output=False), Ridge()),
        number(train))


def maps(group):
    train, asked = tables()

    def case(name, covers, model, frame=train, rows=asked, **more):
        group.estimator(name, covers, model.fit(frame), rows, **more)

    case("rbf-sampler", "RBFSampler", RBFSampler(n_components=6, random_state=0), skops=True)
    case("rbf-sampler-scale", "RBFSampler gamma=scale", RBFSampler(gamma="scale", n_components=4, random_state=0))
    positive, asked_positive = train.abs(), asked.abs()
    case("skewed-sampler", "SkewedChi2Sampler",
         SkewedChi2Sampler(skewedness=0.5, n_components=5, random_state=0), positive, asked_positive)
    skewed = SkewedChi2Sampler(skewedness=0.5, n_components=5, random_state=0).fit(positive)
    group.estimator("skewed-sampler-below", "SkewedChi2Sampler below its bound", skewed, asked,
                    refused="numbers above -0.5 are required")
    for steps in (1, 2, 3):
        case(f"additive-sampler-{steps}", f"AdditiveChi2Sampler, {steps} steps",
             AdditiveChi2Sampler(sample_steps=steps), positive, asked_positive)
    case("additive-sampler-interval", "AdditiveChi2Sampler with an interval",
         AdditiveChi2Sampler(sample_steps=4, sample_interval=0.3), positive, asked_positive)
    for options in ({"degree": 1}, {"degree": 2}, {"degree": 3, "coef0": 1.5, "gamma": 0.4}):
        case(f"count-sketch-{options['degree']}", f"PolynomialCountSketch {options}",
             PolynomialCountSketch(n_components=8, random_state=0, **options))


def kernels(group):
    train, asked = tables()
    positive, asked_positive = train.abs(), asked.abs()

    def case(name, covers, model, frame=train, rows=asked, **more):
        group.estimator(name, covers, model.fit(frame), rows, **more)

    for kernel in ("linear", "poly", "rbf", "sigmoid", "cosine"):
        options = {"poly": {"degree": 3, "coef0": 0.5}, "sigmoid": {"gamma": 0.1, "coef0": 0.2}}.get(kernel, {})
        case(f"kernel-pca-{kernel}", f"KernelPCA kernel={kernel}",
             KernelPCA(3, kernel=kernel, eigen_solver="dense", **options), train[:20], skops=kernel == "rbf")
    case("kernel-pca-all", "KernelPCA with all components, without those of zero",
         KernelPCA(kernel="rbf", gamma=0.2, remove_zero_eig=True), train[:8])
    for kernel in ("linear", "poly", "polynomial", "rbf", "sigmoid", "cosine", "laplacian", "chi2", "additive_chi2"):
        options = {"poly": {"degree": 2}, "polynomial": {"degree": 3, "coef0": 0.5, "gamma": 0.2},
                   "sigmoid": {"gamma": 0.1}, "laplacian": {"gamma": 0.3}, "chi2": {"gamma": 0.5}}.get(kernel, {})
        model = Nystroem(kernel, n_components=5, random_state=0, **options)
        if "chi2" not in kernel:
            case(f"nystroem-{kernel}", f"Nystroem kernel={kernel}", model)
            continue
        # The library's kernels of this kind take no rows that are a frame's own.
        model.fit(positive.to_numpy(copy=True))
        outputs = model.transform(asked_positive.to_numpy(copy=True)).T
        group.plain(f"nystroem-{kernel}", f"Nystroem kernel={kernel}", model, asked_positive,
                    {f"transform[nystroem{i}]": c for i, c in enumerate(outputs)})


def topics(group):
    random = np.random.RandomState(3)
    counts = numbers(40, 5).abs().mul([3, 0.3, 30, 0.02, 1]).round().astype(int)
    asked = questions(5).abs().clip(0, 60).round()
    asked.iloc[5:, 0] = random.randint(0, 3, len(asked) - 5)

    def case(name, covers, **options):
        model = LatentDirichletAllocation(3, random_state=0, max_iter=4, **options).fit(counts)
        group.estimator(f"topics-{name}", covers, model, asked, skops=name == "batch")

    case("batch", "LatentDirichletAllocation; a row of zeros")
    case("online", "learning_method=online, priors", learning_method="online", doc_topic_prior=0.2,
         topic_word_prior=0.5)
    case("long", "more updates of a row", max_doc_update_iter=300, mean_change_tol=1e-6)


def write(group):
    projections(group)
    maps(group)
    kernels(group)
    topics(group)
