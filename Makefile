# The commands of the project. `make demo` and `make test` install what they need.

SWIFT ?= swift
BUILD = $(SWIFT) build -c release
BINARY = .build/release/windhover

.PHONY: all build dependencies demo test lint format conformance bench docs clean

all: build

dependencies:
	@Scripts/install-dependencies.sh

build: dependencies
	$(BUILD) --product windhover

# The main job on real data: 60,000 flights scored by a scikit-learn pipeline with LightGBM inside.
demo: build
	@Examples/flights/demo.sh $(BINARY)

# Without testable imports, so that what the demo built is not built a second time in another way.
test: dependencies
	$(SWIFT) test -c release --disable-testable-imports

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

# Third parties' models with their recorded predictions, where the folder is there.
conformance: build
	@Scripts/conformance.sh $(BINARY)

bench: build
	@Benchmarks/run.sh

clean:
	rm -rf .build
