#!/bin/sh
# Generates the Swift files beside it from onnx-ml.proto and onnx-data.proto, which lie in the folder
# `onnx` of the ONNX repository and of its wheel:
#     regenerate.sh FOLDER-ABOVE-onnx PATH/protoc-gen-swift
# The plugin is built from swift-protobuf with `swift build --product protoc-gen-swift`; protoc is
# Debian's protobuf-compiler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$1/onnx/onnx-ml.proto" "$work/onnx-ml.proto"
# The ML variant of the schema has everything that the data's schema refers to.
sed 's|^import .*|import "onnx-ml.proto";|' "$1/onnx/onnx-data.proto" > "$work/onnx-data.proto"
protoc --proto_path="$work" --plugin=protoc-gen-swift="$2" \
  --swift_opt=Visibility=Package --swift_out="$here" onnx-ml.proto onnx-data.proto
