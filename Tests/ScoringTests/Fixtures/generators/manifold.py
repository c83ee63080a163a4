"""Cases of embeddings that place new rows."""

from sklearn.manifold import Isomap, LocallyLinearEmbedding
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .methods import every_method
from .tables import numbers, questions


def write(group):
    train = numbers(30) / [1.0, 10.0, 0.1, 100.0]
    asked = (questions() / [1.0, 10.0, 0.1, 100.0]).clip(-9, 9)
    asked.iloc[4] = train.iloc[7]

    def case(name, covers, model, **more):
        model.fit(train)
        group.estimator(name, covers, model, asked, outputs=every_method, **more)

    case("isomap", "Isomap", Isomap(eigen_solver="dense"), skops=True)
    case("isomap-manhattan", "three components, Manhattan, a ball tree", make_pipeline(StandardScaler(), Isomap(
        n_neighbors=4, n_components=3, metric="manhattan", neighbors_algorithm="ball_tree", eigen_solver="dense")))
    case("isomap-radius", "radius", Isomap(n_neighbors=None, radius=9.0, eigen_solver="dense"),
         refused="within a radius")
    case("locally-linear", "LocallyLinearEmbedding", LocallyLinearEmbedding(eigen_solver="dense"), skops=True)
    case("locally-linear-many", "more neighbours than features, reg", LocallyLinearEmbedding(
        n_neighbors=9, n_components=3, reg=0.1, eigen_solver="dense"))
    case("locally-linear-modified", "method=modified", LocallyLinearEmbedding(
        n_neighbors=6, method="modified", eigen_solver="dense"))
