"""Cases of support vector machines and kernel ridge regression."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import SGDOneClassSVM
from sklearn.svm import NuSVC, NuSVR, OneClassSVM, SVC, SVR

from .methods import every_method
from .tables import labels, number, numbers, questions


def scaled():
    train = numbers(60)
    mean, deviation = train.mean(), train.std()
    return (train - mean) / deviation, ((questions() - mean) / deviation).clip(-3, 3)


def write(group):
    train, asked = scaled()
    two, words = labels(train, [0, 1]), labels(train, ["b", "c", "a"])
    four, target = labels(train, [2, 3, 5, 7]), number(train)

    def case(name, covers, model, y, frame=train, rows=asked, array=False, **more):
        model.fit(frame.to_numpy() if array else frame, y)
        group.estimator(name, covers, model, rows, array=array, outputs=every_method, **more)

    for kernel in ("linear", "poly", "rbf", "sigmoid"):
        case(f"svc-{kernel}", f"SVC, two classes, {kernel}", SVC(kernel=kernel, coef0=0.5), two)
        case(f"svc-{kernel}-three", f"SVC, three classes of text, {kernel}", SVC(kernel=kernel), words)
    case("svc-degree", "degree 5 and a gamma of its own", SVC(kernel="poly", degree=5, gamma=0.1), words)
    case("svc-ovo", "decision_function_shape=ovo", SVC(decision_function_shape="ovo"), four)
    case("svc-break-ties", "break_ties", SVC(break_ties=True, gamma=3.0), four)
    case("svc-probability", "probability=True, two classes",
         SVC(probability=True, random_state=0), np.array(["no", "yes"])[two])
    case("svc-probability-three", "probability=True, three classes: LIBSVM's iterations",
         SVC(probability=True, random_state=0), words)
    case("svc-probability-four", "probability=True, four classes, ovo",
         SVC(probability=True, random_state=0, decision_function_shape="ovo"), four)
    case("svc-weights", "class_weight, columns by position", SVC(class_weight="balanced", C=0.1), words,
         array=True, skops=True)
    case("nusvc", "NuSVC", NuSVC(nu=0.3), two)
    case("nusvc-three", "NuSVC with probabilities", NuSVC(nu=0.3, probability=True, random_state=0), words)
    for kernel in ("linear", "poly", "rbf", "sigmoid"):
        case(f"svr-{kernel}", f"SVR, {kernel}", SVR(kernel=kernel), target)
    case("nusvr", "NuSVR", NuSVR(), target)
    case("one-class", "OneClassSVM", OneClassSVM(nu=0.2), None)
    case("one-class-linear", "OneClassSVM, linear", OneClassSVM(nu=0.2, kernel="linear"), None)
    case("one-class-sgd", "SGDOneClassSVM", SGDOneClassSVM(random_state=0), None)
    for kernel in ("linear", "rbf", "poly", "sigmoid", "laplacian", "cosine"):
        case(f"ridge-{kernel}", f"KernelRidge, {kernel}", KernelRidge(kernel=kernel), target)
    case("ridge-outputs", "KernelRidge, two outputs, gamma and degree given",
         KernelRidge(kernel="poly", gamma=0.2, degree=2, coef0=2), np.column_stack([target, train.a]))
    positive, positive_rows = (train - train.min()).abs(), (asked - train.min()).abs()
    for kernel in ("chi2", "additive_chi2"):
        model = KernelRidge(kernel=kernel, gamma=0.5).fit(np.array(positive), target)
        group.estimator(f"ridge-{kernel.replace('_', '-')}", f"KernelRidge, {kernel}", model,
                        positive_rows, array=True,
                        outputs=lambda model, rows: every_method(model, np.array(rows)))

    def sparse(model, rows):
        return every_method(model, csr_matrix(rows))

    for name, y in (("two", two), ("three", words)):
        model = SVC(probability=True, random_state=0).fit(csr_matrix(train.to_numpy()), y)
        group.estimator(f"svc-sparse-{name}", "fitted on compressed rows", model, asked, array=True,
                        outputs=sparse)
    gram = (train @ train.T).set_axis([f"k{i}" for i in range(len(train))], axis=1)
    rows = (asked @ train.T).set_axis(gram.columns, axis=1)
    case("svc-precomputed", "kernel=precomputed", SVC(kernel="precomputed"), words, frame=gram, rows=rows)
    case("svc-function", "kernel is a function", SVC(kernel=linear), two,
         refused="a kernel that is a Python function")


def linear(x, y):
    return x @ y.T
