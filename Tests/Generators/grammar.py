"""The grammar of random pipelines: for each place a list of makers, each a function of a random generator."""

import category_encoders
import numpy as np
from catboost import CatBoostClassifier, CatBoostRegressor
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import make_pipeline as make_sampling_pipeline
from sklearn import (calibration, cluster, compose, decomposition, discriminant_analysis, ensemble,
                     covariance, feature_extraction, feature_selection, gaussian_process, impute,
                     kernel_approximation, kernel_ridge, linear_model, manifold, mixture, model_selection,
                     multiclass, naive_bayes, neighbors, neural_network, pipeline, preprocessing,
                     semi_supervised, svm, tree)
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from lightgbm import LGBMClassifier, LGBMRegressor
from xgboost import XGBClassifier, XGBRegressor


def pick(rng, options):
    return options[int(rng.integers(0, len(options)))]


def seed(rng):
    return int(rng.integers(0, 1 << 30))


# Imputers of numbers: their output has no NaN.
IMPUTERS = [
    lambda r: impute.SimpleImputer(strategy=pick(r, ["mean", "median", "most_frequent"]),
                                   add_indicator=bool(r.random() < 0.3)),
    lambda r: impute.SimpleImputer(strategy="constant", fill_value=-1.0, keep_empty_features=True),
    lambda r: impute.KNNImputer(n_neighbors=int(r.integers(1, 6)), weights=pick(r, ["uniform", "distance"])),
]

IMPUTERS.append(lambda r: impute.IterativeImputer(max_iter=2, random_state=seed(r)))

# Transformers of numbers to as many numbers, NaN staying NaN.
SCALERS = [
    lambda r: preprocessing.StandardScaler(with_mean=bool(r.random() < 0.8), with_std=bool(r.random() < 0.8)),
    lambda r: preprocessing.MinMaxScaler(clip=bool(r.random() < 0.3)),
    lambda r: preprocessing.RobustScaler(),
    lambda r: preprocessing.MaxAbsScaler(),
    lambda r: preprocessing.QuantileTransformer(
        n_quantiles=int(r.integers(5, 40)), output_distribution=pick(r, ["uniform", "normal"])),
    lambda r: preprocessing.PowerTransformer(standardize=bool(r.random() < 0.7)),
    lambda r: "passthrough",
]

# Transformers of numbers without NaN to other numbers.
FEATURES = [
    lambda r: preprocessing.PolynomialFeatures(degree=2, interaction_only=bool(r.random() < 0.5),
                                               include_bias=bool(r.random() < 0.5)),
    lambda r: preprocessing.KBinsDiscretizer(
        n_bins=int(r.integers(2, 6)), encode=pick(r, ["onehot", "onehot-dense", "ordinal"]),
        strategy=pick(r, ["uniform", "quantile", "kmeans"])),
    lambda r: preprocessing.SplineTransformer(
        n_knots=int(r.integers(3, 6)), degree=int(r.integers(1, 4)),
        extrapolation=pick(r, ["constant", "linear", "continue"])),
    lambda r: preprocessing.Normalizer(norm=pick(r, ["l1", "l2", "max"])),
    lambda r: preprocessing.Binarizer(threshold=0.5),
    lambda r: decomposition.PCA(n_components=1, whiten=bool(r.random() < 0.5)),
    lambda r: decomposition.TruncatedSVD(n_components=1, random_state=seed(r)),
    lambda r: decomposition.FastICA(n_components=1, random_state=seed(r), whiten="unit-variance"),
    lambda r: kernel_approximation.RBFSampler(n_components=4, random_state=seed(r)),
    lambda r: kernel_approximation.Nystroem(n_components=4, random_state=seed(r)),
    lambda r: feature_selection.VarianceThreshold(),
    lambda r: feature_selection.SelectKBest(feature_selection.f_regression, k=1),
    lambda r: ensemble.RandomTreesEmbedding(n_estimators=3, max_depth=2, random_state=seed(r)),
    lambda r: decomposition.KernelPCA(1, kernel=pick(r, ["linear", "rbf", "poly"]), eigen_solver="dense"),
    lambda r: decomposition.IncrementalPCA(1),
    lambda r: decomposition.FactorAnalysis(1, random_state=seed(r)),
    lambda r: kernel_approximation.PolynomialCountSketch(n_components=4, random_state=seed(r)),
    lambda r: feature_selection.SelectPercentile(feature_selection.f_regression, percentile=50),
    lambda r: feature_selection.RFE(linear_model.Ridge(), n_features_to_select=1),
    lambda r: feature_selection.SelectFromModel(ensemble.ExtraTreesRegressor(3, random_state=seed(r))),
    lambda r: preprocessing.FunctionTransformer(pick(r, [np.tanh, np.sign, np.abs, np.cbrt, np.arctan])),
    lambda r: cluster.MiniBatchKMeans(n_clusters=3, n_init=1, random_state=seed(r)),
    lambda r: cluster.KMeans(n_clusters=3, n_init=1, random_state=seed(r)),
    lambda r: neighbors.KNeighborsTransformer(
        n_neighbors=int(r.integers(1, 6)), mode=pick(r, ["distance", "connectivity"])),
    lambda r: neighbors.RadiusNeighborsTransformer(radius=1.5, mode=pick(r, ["distance", "connectivity"])),
    lambda r: manifold.Isomap(n_neighbors=int(r.integers(3, 7)), n_components=1, eigen_solver="dense"),
    lambda r: manifold.LocallyLinearEmbedding(
        n_neighbors=int(r.integers(3, 7)), n_components=1, eigen_solver="dense"),
    lambda r: pipeline.make_pipeline(
        preprocessing.MinMaxScaler(clip=True), decomposition.NMF(1, alpha_W=pick(r, [0.0, 0.01]), max_iter=50)),
    lambda r: "passthrough",
]

# Encoders of words.
ENCODERS = [
    lambda r: preprocessing.OneHotEncoder(
        handle_unknown=pick(r, ["ignore", "infrequent_if_exist", "error"]),
        drop=pick(r, [None, None, "first", "if_binary"]),
        min_frequency=pick(r, [None, None, 3, 0.1]), sparse_output=bool(r.random() < 0.5)),
    lambda r: preprocessing.OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2,
        min_frequency=pick(r, [None, 3])),
    lambda r: preprocessing.TargetEncoder(smooth=pick(r, ["auto", 2.0]), random_state=seed(r)),
    lambda r: pick(r, [
        category_encoders.CountEncoder, category_encoders.BinaryEncoder, category_encoders.OrdinalEncoder,
        category_encoders.OneHotEncoder, category_encoders.TargetEncoder, category_encoders.JamesSteinEncoder,
        category_encoders.CatBoostEncoder, category_encoders.LeaveOneOutEncoder,
        category_encoders.MEstimateEncoder, category_encoders.BaseNEncoder])(),
]

VECTORIZERS = [
    lambda r: feature_extraction.text.CountVectorizer(
        binary=bool(r.random() < 0.3), ngram_range=pick(r, [(1, 1), (1, 2), (2, 2)]),
        strip_accents=pick(r, [None, "unicode", "ascii"])),
    lambda r: feature_extraction.text.TfidfVectorizer(
        analyzer=pick(r, ["word", "char", "char_wb"]), ngram_range=pick(r, [(1, 1), (1, 3)]),
        sublinear_tf=bool(r.random() < 0.5), norm=pick(r, ["l1", "l2", None])),
    lambda r: feature_extraction.text.HashingVectorizer(n_features=32, alternate_sign=bool(r.random() < 0.5)),
]

# Models that take NaN.
TOLERANT_REGRESSORS = [
    lambda r: ensemble.HistGradientBoostingRegressor(
        max_iter=4, min_samples_leaf=4, loss=pick(r, ["squared_error", "absolute_error"])),
    lambda r: tree.DecisionTreeRegressor(max_depth=4),
    lambda r: ensemble.RandomForestRegressor(n_estimators=4, max_depth=4, random_state=seed(r)),
    lambda r: XGBRegressor(n_estimators=4, max_depth=3, n_jobs=1, booster=pick(r, ["gbtree", "dart"])),
    lambda r: LGBMRegressor(n_estimators=4, num_leaves=7, min_child_samples=3, n_jobs=1, verbose=-1),
    lambda r: CatBoostRegressor(iterations=4, depth=3, thread_count=1, verbose=0, allow_writing_files=False),
    lambda r: ensemble.BaggingRegressor(tree.DecisionTreeRegressor(max_depth=3), 3, random_state=seed(r)),
]
TOLERANT_CLASSIFIERS = [
    lambda r: ensemble.HistGradientBoostingClassifier(max_iter=4, min_samples_leaf=4),
    lambda r: tree.DecisionTreeClassifier(max_depth=4),
    lambda r: ensemble.RandomForestClassifier(n_estimators=4, max_depth=4, random_state=seed(r)),
    lambda r: LGBMClassifier(n_estimators=4, num_leaves=7, min_child_samples=3, n_jobs=1, verbose=-1),
    lambda r: CatBoostClassifier(iterations=4, depth=3, thread_count=1, verbose=0, allow_writing_files=False),
    lambda r: multiclass.OneVsRestClassifier(tree.DecisionTreeClassifier(max_depth=3)),
]

REGRESSORS = [
    lambda r: linear_model.LinearRegression(),
    lambda r: linear_model.Ridge(alpha=1.0),
    lambda r: linear_model.ElasticNet(alpha=0.1),
    lambda r: linear_model.HuberRegressor(max_iter=50),
    lambda r: linear_model.BayesianRidge(),
    lambda r: linear_model.SGDRegressor(max_iter=20, random_state=seed(r)),
    lambda r: linear_model.RANSACRegressor(random_state=seed(r)),
    lambda r: ensemble.ExtraTreesRegressor(n_estimators=4, max_depth=4, random_state=seed(r)),
    lambda r: ensemble.GradientBoostingRegressor(n_estimators=4, random_state=seed(r)),
    lambda r: ensemble.AdaBoostRegressor(n_estimators=4, random_state=seed(r)),
    lambda r: ensemble.BaggingRegressor(n_estimators=3, max_features=0.7, random_state=seed(r)),
    lambda r: ensemble.VotingRegressor([("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3))]),
    lambda r: ensemble.StackingRegressor(
        [("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3))],
        passthrough=bool(r.random() < 0.5), cv=3),
    lambda r: svm.SVR(kernel=pick(r, ["rbf", "poly", "sigmoid", "linear"]), max_iter=2000),
    lambda r: neighbors.KNeighborsRegressor(n_neighbors=int(r.integers(1, 6)),
                                            weights=pick(r, ["uniform", "distance"])),
    lambda r: neural_network.MLPRegressor(
        hidden_layer_sizes=(5,), activation=pick(r, ["relu", "tanh", "logistic"]), max_iter=30,
        random_state=seed(r)),
    lambda r: compose.TransformedTargetRegressor(
        linear_model.Ridge(), transformer=preprocessing.StandardScaler()),
    lambda r: kernel_ridge.KernelRidge(kernel=pick(r, ["linear", "rbf", "laplacian"])),
    lambda r: gaussian_process.GaussianProcessRegressor(alpha=1.0, optimizer=None),
    lambda r: svm.NuSVR(nu=0.3, max_iter=2000),
    lambda r: linear_model.ARDRegression(max_iter=20),
    lambda r: linear_model.OrthogonalMatchingPursuit(n_nonzero_coefs=1),
    lambda r: linear_model.TheilSenRegressor(max_subpopulation=50, random_state=seed(r)),
    lambda r: linear_model.QuantileRegressor(alpha=0.1),
    lambda r: linear_model.LassoLars(alpha=0.01),
    lambda r: model_selection.GridSearchCV(linear_model.Ridge(), {"alpha": [0.1, 10.0]}, cv=2),
]

CLASSIFIERS = [
    lambda r: linear_model.LogisticRegression(max_iter=200),
    lambda r: linear_model.RidgeClassifier(),
    lambda r: linear_model.SGDClassifier(
        loss=pick(r, ["log_loss", "hinge", "modified_huber"]), max_iter=20, random_state=seed(r)),
    lambda r: linear_model.Perceptron(max_iter=20, random_state=seed(r)),
    lambda r: ensemble.ExtraTreesClassifier(n_estimators=4, max_depth=4, random_state=seed(r)),
    lambda r: ensemble.GradientBoostingClassifier(n_estimators=3, random_state=seed(r)),
    lambda r: ensemble.AdaBoostClassifier(n_estimators=4, random_state=seed(r)),
    lambda r: ensemble.BaggingClassifier(n_estimators=3, max_features=0.7, random_state=seed(r)),
    lambda r: ensemble.VotingClassifier(
        [("a", linear_model.LogisticRegression(max_iter=200)), ("b", tree.DecisionTreeClassifier(max_depth=3))],
        voting=pick(r, ["soft", "hard"])),
    lambda r: ensemble.StackingClassifier(
        [("a", linear_model.LogisticRegression(max_iter=200)), ("b", tree.DecisionTreeClassifier(max_depth=3))],
        passthrough=bool(r.random() < 0.5), cv=3),
    lambda r: calibration.CalibratedClassifierCV(
        svm.LinearSVC(random_state=seed(r)), method=pick(r, ["sigmoid", "isotonic"]), cv=3),
    lambda r: multiclass.OneVsRestClassifier(linear_model.LogisticRegression(max_iter=200)),
    lambda r: multiclass.OneVsOneClassifier(svm.LinearSVC(random_state=seed(r))),
    lambda r: svm.SVC(kernel=pick(r, ["rbf", "poly", "linear"]),
                      decision_function_shape=pick(r, ["ovr", "ovo"])),
    lambda r: svm.LinearSVC(random_state=seed(r)),
    lambda r: naive_bayes.GaussianNB(),
    lambda r: naive_bayes.BernoulliNB(),
    lambda r: neighbors.KNeighborsClassifier(n_neighbors=int(r.integers(1, 6)),
                                             weights=pick(r, ["uniform", "distance"])),
    lambda r: neighbors.NearestCentroid(),
    lambda r: discriminant_analysis.LinearDiscriminantAnalysis(),
    lambda r: discriminant_analysis.QuadraticDiscriminantAnalysis(reg_param=0.1),
    lambda r: svm.NuSVC(nu=0.05),
    lambda r: semi_supervised.LabelSpreading(kernel=pick(r, ["rbf", "knn"]), gamma=0.5),
    lambda r: semi_supervised.LabelPropagation(kernel=pick(r, ["rbf", "knn"]), gamma=0.5, max_iter=50),
    lambda r: gaussian_process.GaussianProcessClassifier(optimizer=None),
    lambda r: multiclass.OutputCodeClassifier(linear_model.RidgeClassifier(), random_state=seed(r)),
    lambda r: linear_model.LogisticRegressionCV(Cs=2, cv=2, max_iter=100),
    lambda r: model_selection.FixedThresholdClassifier(linear_model.LogisticRegression(max_iter=200), threshold=0.3),
    lambda r: neural_network.MLPClassifier(
        hidden_layer_sizes=(5,), activation=pick(r, ["relu", "tanh", "logistic"]), max_iter=30,
        random_state=seed(r)),
]

# Models without a target.
OTHERS = [
    lambda r: cluster.KMeans(n_clusters=3, n_init=1, random_state=seed(r)),
    lambda r: mixture.GaussianMixture(n_components=2, random_state=seed(r)),
    lambda r: ensemble.IsolationForest(n_estimators=5, random_state=seed(r)),
    lambda r: cluster.MiniBatchKMeans(n_clusters=3, n_init=1, random_state=seed(r)),
    lambda r: cluster.BisectingKMeans(n_clusters=3, random_state=seed(r)),
    lambda r: cluster.MeanShift(bandwidth=3.0),
    lambda r: cluster.Birch(n_clusters=3),
    lambda r: mixture.BayesianGaussianMixture(n_components=2, max_iter=20, random_state=seed(r)),
    lambda r: svm.OneClassSVM(nu=0.2),
    lambda r: neighbors.LocalOutlierFactor(n_neighbors=5, novelty=True),
    lambda r: covariance.EllipticEnvelope(random_state=seed(r)),
    lambda r: neighbors.KernelDensity(
        bandwidth=pick(r, [0.5, 3.0, "scott"]), leaf_size=int(r.integers(2, 40)),
        kernel=pick(r, ["gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"]),
        rtol=pick(r, [0, 0.01]), breadth_first=bool(r.random() < 0.7)),
]


def numbers_branch(rng, table, tolerant):
    """Steps from the numeric columns; without NaN behind them unless the model is tolerant."""
    steps = []
    clean = not table.missing_numbers
    if not clean and not (tolerant and rng.random() < 0.6):
        steps.append(pick(rng, IMPUTERS)(rng))
        clean = True
    if rng.random() < 0.7:
        steps.append(pick(rng, SCALERS)(rng))
    if clean and rng.random() < 0.5:
        steps.append(pick(rng, FEATURES)(rng))
    return chain(steps)


def words_branch(rng, table):
    steps = []
    if table.missing_words and rng.random() < 0.5:
        steps.append(impute.SimpleImputer(strategy=pick(rng, ["most_frequent", "constant"])))
    steps.append(pick(rng, ENCODERS)(rng))
    return chain(steps)


def chain(steps):
    steps = [s for s in steps if not isinstance(s, str)]
    return pipeline.make_pipeline(*steps) if steps else "passthrough"


def preparation(rng, table, tolerant):
    """The part of the pipeline before the model."""
    parts = [("numbers", numbers_branch(rng, table, tolerant), table.numbers)]
    if table.words:
        parts.append(("words", words_branch(rng, table), table.words))
    if table.sentences:
        parts.append(("text", pick(rng, VECTORIZERS)(rng), table.sentences[0]))
    return compose.ColumnTransformer(parts, remainder="drop", sparse_threshold=float(rng.choice([0.0, 0.3, 1.0])))


def whole(rng, preparation, model, is_classifier):
    """The pipeline; one in ten that classify draws rows again while it is fitted."""
    if is_classifier and rng.random() < 0.1:
        return make_sampling_pipeline(preparation, RandomOverSampler(random_state=seed(rng)), model)
    return pipeline.make_pipeline(preparation, model) if model is not None else pipeline.make_pipeline(preparation)
