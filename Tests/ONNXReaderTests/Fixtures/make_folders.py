"""Writes the test folders: models in the form of ONNX's own tests, with what onnxruntime answers.

    python make_folders.py        needs numpy, onnx and onnxruntime

Each folder below `folders` is a model with inputs and the outputs that onnxruntime gives.
"""

import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

ROOT = Path(__file__).parent / "folders"
FLOAT, INT, BOOL, TEXT = (TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL,
                          TensorProto.STRING)
KINDS = {np.dtype(np.float32): FLOAT, np.dtype(np.float64): TensorProto.DOUBLE,
         np.dtype(np.int64): INT, np.dtype(np.int32): TensorProto.INT32,
         np.dtype(np.int8): TensorProto.INT8, np.dtype(bool): BOOL, np.dtype(object): TEXT}
RANDOM = np.random.default_rng(0)


def numbers(*shape):
    return RANDOM.normal(size=shape).astype(np.float32)


def info(name, kind, rank=None):
    return helper.make_tensor_value_info(name, kind, None if rank is None else [None] * rank)


def folder(name, nodes, inputs, outputs, opset=23, constants=(), functions=()):
    """Writes a folder; `inputs` are arrays by name, `outputs` element types by name."""
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info(key, KINDS[value.dtype], value.shape)
         for key, value in inputs.items()],
        [info(key, kind) for key, kind in outputs.items()],
        [numpy_helper.from_array(value, key) for key, value in dict(constants).items()])
    model = helper.make_model(
        graph, ir_version=10, functions=list(functions),
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("own", 1)])
    write(name, model, inputs)


def write(name, model, inputs):
    data = model.SerializeToString()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    results = session.run(None, inputs)
    set_folder = ROOT / name / "test_data_set_0"
    set_folder.mkdir(parents=True)
    (ROOT / name / "model.onnx").write_bytes(data)
    for kind, values in (("input", list(inputs.values())), ("output", results)):
        for place, value in enumerate(values):
            if isinstance(value, list):
                proto = numpy_helper.from_list([np.asarray(item) for item in value])
            else:
                proto = numpy_helper.from_array(np.asarray(value))
            (set_folder / f"{kind}_{place}.pb").write_bytes(proto.SerializeToString())


def one(name, operator, inputs, outputs=None, opset=23, constants=(), skipped=(), **attributes):
    """A folder of one node, whose inputs are the arrays and constants in order."""
    names = [*inputs, *dict(constants)]
    for place in skipped:
        names.insert(place, "")
    outputs = outputs or {"Y": FLOAT}
    node = helper.make_node(operator, names, list(outputs), **attributes)
    folder(name, [node], inputs, outputs, opset, constants)


def layers():
    q, k, v = numbers(2, 4, 3, 8), numbers(2, 2, 5, 8), numbers(2, 2, 5, 6)
    one("attention-grouped", "Attention", {"Q": q, "K": k, "V": v}, is_causal=1)
    mask = RANDOM.random((3, 5)) > 0.4
    mask[1] = False
    one("attention-masked", "Attention", {"Q": q, "K": k, "V": v, "M": mask}, softcap=1.5)
    one("attention-flat", "Attention", {"Q": numbers(2, 3, 8), "K": numbers(2, 3, 8),
                                        "V": numbers(2, 3, 8)}, q_num_heads=2, kv_num_heads=2)
    x = numbers(2, 3, 4, 8)
    for interleaved in (0, 1):
        one(f"rotary-{interleaved}", "RotaryEmbedding",
            {"X": x, "cos": numbers(2, 4, 2), "sin": numbers(2, 4, 2)}, interleaved=interleaved,
            rotary_embedding_dim=4)
    outputs = {"Y": FLOAT, "H": FLOAT}
    x, lengths = numbers(4, 2, 3), np.array([4, 2], np.int32)
    for kind, gates in (("RNN", 1), ("GRU", 3), ("LSTM", 4)):
        weights = {"W": numbers(2, gates * 5, 3), "R": numbers(2, gates * 5, 5),
                   "B": numbers(2, gates * 10), "L": lengths, "H0": numbers(2, 2, 5)}
        more = {"linear_before_reset": 1} if kind == "GRU" else {}
        one(f"{kind.lower()}-both-ways", kind, {"X": x}, outputs, constants=weights, hidden_size=5,
            direction="bidirectional", **more)
    one("lstm-peepholes", "LSTM",
        {"X": x}, {**outputs, "C": FLOAT}, hidden_size=5, direction="reverse", clip=0.8,
        constants={"W": numbers(1, 20, 3), "R": numbers(1, 20, 5), "B": numbers(1, 40),
                   "L": lengths, "H0": numbers(1, 2, 5), "C0": numbers(1, 2, 5),
                   "P": numbers(1, 15)})
    one("layer-normalization", "LayerNormalization", {"X": numbers(2, 3, 4)},
        constants={"S": numbers(3, 4), "B": numbers(3, 4)}, axis=1)
    one("group-normalization", "GroupNormalization", {"X": numbers(2, 4, 3)},
        constants={"S": numbers(4), "B": numbers(4)}, num_groups=2)


def images():
    x = numbers(1, 2, 5, 6)
    for mode in ("nearest", "linear", "cubic"):
        for transform in ("half_pixel", "align_corners", "asymmetric", "pytorch_half_pixel"):
            one(f"resize-{mode}-{transform}", "Resize", {"X": x}, skipped=[1, 2], mode=mode,
                constants={"sizes": np.array([1, 2, 7, 4])},
                coordinate_transformation_mode=transform)
    one("resize-scales", "Resize", {"X": x}, skipped=[1], mode="nearest", nearest_mode="floor",
        coordinate_transformation_mode="asymmetric",
        constants={"scales": np.array([1, 1, 2, 1.5], np.float32)})
    one("resize-smooth", "Resize", {"X": x}, skipped=[1], mode="linear", antialias=1,
        exclude_outside=1, constants={"scales": np.array([1, 1, 0.6, 0.4], np.float32)})
    one("upsample", "Upsample", {"X": x}, opset=9, mode="linear",
        constants={"scales": np.array([1, 1, 2, 3], np.float32)})
    grid = (numbers(1, 3, 4, 2) * 1.2).astype(np.float32)
    for mode in ("linear", "nearest", "cubic"):
        for padding in ("zeros", "border", "reflection"):
            one(f"sample-{mode}-{padding}", "GridSample", {"X": x, "G": grid}, mode=mode,
                padding_mode=padding, align_corners=int(padding == "border"))
    one("affine-grid", "AffineGrid", {"T": numbers(2, 2, 3)},
        constants={"size": np.array([2, 1, 3, 4])})
    kernel = numbers(4, 1, 3, 2)
    one("convolution", "Conv", {"X": x}, constants={"W": kernel, "B": numbers(4)}, group=2,
        pads=[1, 0, 2, 1], strides=[2, 1], dilations=[1, 2])
    one("convolution-transposed", "ConvTranspose", {"X": x}, constants={"W": numbers(2, 3, 3, 2)},
        strides=[2, 3], output_padding=[1, 0], pads=[1, 0, 1, 1])
    one("largest-in-windows", "MaxPool", {"X": x}, {"Y": FLOAT, "I": INT}, kernel_shape=[2, 3],
        strides=[2, 2], ceil_mode=1)
    one("mean-of-windows", "AveragePool", {"X": x}, kernel_shape=[3, 3], strides=[2, 2],
        pads=[1, 1, 1, 1], ceil_mode=1)
    one("columns-to-image", "Col2Im", {"X": numbers(1, 12, 6)},
        constants={"image": np.array([4, 4]), "block": np.array([2, 3])}, strides=[1, 1])


def elements():
    x = numbers(3, 4)
    one("equation", "Einsum", {"A": numbers(2, 3, 4), "B": numbers(2, 4, 5)}, equation="...ij,...jk->...ki")
    one("equation-diagonal", "Einsum", {"A": numbers(3, 3), "B": numbers(3)}, equation="ii,i->i")
    places = np.array([[0, 1, 2, 0], [2, 0, 0, 1]])
    for reduction in ("none", "add", "mul", "max", "min"):
        one(f"scatter-{reduction}", "ScatterElements", {"X": x, "I": places, "U": numbers(2, 4)},
            axis=0, **({} if reduction == "none" else {"reduction": reduction}))
    one("scatter-blocks", "ScatterND", {"X": x, "I": np.array([[2], [0]]), "U": numbers(2, 4)})
    one("gather-blocks", "GatherND", {"X": numbers(2, 3, 4), "I": np.array([[[1]], [[-1]]])},
        batch_dims=1)
    one("reverse-sequences", "ReverseSequence", {"X": x, "L": np.array([3, 1, 2, 3])})
    one("distinct", "Unique", {"X": np.array([2, 1, 1, 3, 2], np.float32)},
        {"Y": FLOAT, "I": INT, "V": INT, "C": INT}, sorted=0)
    one("not-zero", "NonZero", {"X": np.array([[0, 1.5], [2, 0]], np.float32)}, {"Y": INT})
    one("compressed", "Compress", {"X": x, "C": np.array([True, False, True])}, axis=0)
    one("split-text", "StringSplit", {"X": np.array(["a b", " c  d e ", ""], object)},
        {"Y": TEXT, "N": INT}, maxsplit=1)
    one("joined-text", "StringConcat", {"X": np.array(["a", "b"], object),
                                        "Y": np.array(["é"], object)}, {"Z": TEXT})
    one("counted-terms", "TfIdfVectorizer", {"X": np.array([[1, 2, 3, 1], [3, 1, 2, 3]])},
        mode="TFIDF", min_gram_length=1, max_gram_length=2, max_skip_count=1,
        ngram_counts=[0, 3], ngram_indexes=[0, 1, 3, 2, 4], pool_int64s=[1, 2, 3, 1, 2, 3, 3],
        weights=[1.0, 0.5, 2.0, 3.0, 0.25])
    bytes_ = RANDOM.integers(-128, 127, (2, 3)).astype(np.int8)
    point = np.array(3, np.int8)
    one("quantize", "QuantizeLinear", {"X": x}, {"Y": TensorProto.INT8},
        constants={"S": np.array([0.01, 0.02, 0.5, 1], np.float32),
                   "Z": np.array([0, 3, -5, 1], np.int8)})
    one("dequantize", "DequantizeLinear", {"X": bytes_},
        constants={"S": np.array(0.25, np.float32), "Z": point})
    one("integer-product", "MatMulInteger", {"A": bytes_, "B": bytes_.T.copy()},
        {"Y": TensorProto.INT32}, constants={"ZA": point, "ZB": np.array(-7, np.int8)})
    boxes = np.array([[[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, 10, 1, 11]]], np.float32)
    one("boxes", "NonMaxSuppression", {"B": boxes, "S": np.array([[[0.9, 0.75, 0.6]]], np.float32)},
        {"Y": INT}, constants={"N": np.array([3]), "O": np.array([0.5], np.float32)})


def flows():
    def graph(nodes, inputs, outputs):
        return helper.make_graph(nodes, "body", inputs, outputs)

    add = helper.make_node("Add", ["s", "x"], ["t"])
    same = helper.make_node("Identity", ["t"], ["u"])
    body = graph([add, same], [info("s", FLOAT), info("x", FLOAT)],
                 [info("t", FLOAT), info("u", FLOAT)])
    one("scan", "Scan", {"S": numbers(2), "X": numbers(3, 2)}, {"T": FLOAT, "U": FLOAT},
        num_scan_inputs=1, body=body, scan_output_directions=[1])
    turn = graph(
        [helper.make_node("Mul", ["v", "two"], ["w"]), helper.make_node("Identity", ["w"], ["o"]),
         helper.make_node("Identity", ["c"], ["d"])],
        [info("i", INT, 0), info("c", BOOL, 0), info("v", FLOAT)],
        [info("d", BOOL, 0), info("w", FLOAT), info("o", FLOAT)])
    loop = helper.make_node("Loop", ["N", "C", "X"], ["Y", "Z"], body=turn)
    folder("loop", [loop], {"X": numbers(2)}, {"Y": FLOAT, "Z": FLOAT},
           constants={"N": np.array(3), "C": np.array(True), "two": np.array(2, np.float32)})
    yes = graph([helper.make_node("Exp", ["X"], ["y"])], [], [info("y", FLOAT)])
    no = graph([helper.make_node("Neg", ["X"], ["n"])], [], [info("n", FLOAT)])
    for place, value in enumerate((-1.0, 1.0)):
        sum_ = helper.make_node("ReduceSum", ["X"], ["S"], keepdims=0)
        positive = helper.make_node("Greater", ["S", "zero"], ["P"])
        choice = helper.make_node("If", ["P"], ["Y"], then_branch=yes, else_branch=no)
        folder(f"choice-{place}", [sum_, positive, choice],
               {"X": np.array([value, 0.25], np.float32)}, {"Y": FLOAT},
               constants={"zero": np.array(0, np.float32)})
    twice = helper.make_function(
        "own", "Twice", ["a"], ["b"],
        [helper.make_node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 23)])
    folder("function", [helper.make_node("Twice", ["X"], ["Y"], domain="own")],
           {"X": numbers(3)}, {"Y": FLOAT}, functions=[twice])


def signals():
    def dft(name, x, inputs=(), opset=20, constants=(), **attributes):
        node = helper.make_node("DFT", ["X", *inputs], ["Y"], **attributes)
        folder(name, [node], {"X": x}, {"Y": FLOAT}, opset=opset, constants=constants)

    axis = {"A": np.array(1)}
    dft("dft", numbers(2, 6, 3, 1), ["", "A"], constants=axis)
    dft("dft-padded", numbers(2, 5, 2), ["L"], constants={"L": np.array(7)})
    dft("dft-cut-one-side", numbers(1, 9, 1), ["L", "A"], constants={"L": np.array(6), **axis}, onesided=1)
    dft("dft-inverse", numbers(2, 3, 6, 2), inverse=1)
    dft("dft-version-17", numbers(2, 6, 3, 2), opset=17, axis=2)
    stft = helper.make_node("STFT", ["X", "S", "W"], ["Y"])
    folder("stft", [stft], {"X": numbers(2, 20, 1)}, {"Y": FLOAT},
           constants={"S": np.array(3), "W": np.hanning(8).astype(np.float32)})
    both = helper.make_node("STFT", ["X", "S", "", "L"], ["Y"], onesided=0)
    folder("stft-both-sides", [both], {"X": numbers(1, 12, 1)}, {"Y": FLOAT},
           constants={"S": np.array(4), "L": np.array(6)})
    boxes = np.array([[0, 0, 9, 9], [1.5, 2, 4.25, 8], [-3, -3, 2, 2], [5, 5, 5, 5], [8, 2, 20, 6]], np.float32)
    for name, attributes in (("average", {}), ("maximum", {"mode": "max"}),
                             ("corners", {"coordinate_transformation_mode": "output_half_pixel"}),
                             ("two-by-two", {"sampling_ratio": 2, "spatial_scale": 0.5})):
        align = helper.make_node("RoiAlign", ["X", "B", "I"], ["Y"], output_height=3, output_width=2, **attributes)
        folder(f"regions-{name}", [align],
               {"X": numbers(2, 3, 10, 9), "B": boxes, "I": np.array([0, 1, 0, 1, 1])}, {"Y": FLOAT}, opset=16)
    texts = np.array(["a1", "a12", "\u0663", "x y", "x\u00a0y", "", "a1\n", "[-]", "BC", "bc."], object)
    for place, pattern in enumerate((r"[a-z]\d+", r"\D", r"(\w+)\s(?P<end>\w*)", r"[[\]-]{3}|b?c?\.?", r"(a|a1)$",
                                     r"[^\s\d]*", r"(?:[A-C]{2}|\x62c)\W?")):
        match = helper.make_node("RegexFullMatch", ["X"], ["Y"], pattern=pattern)
        folder(f"pattern-{place}", [match], {"X": texts}, {"Y": BOOL})


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    layers()
    images()
    elements()
    flows()
    signals()


if __name__ == "__main__":
    main()
