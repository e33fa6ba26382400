# make translate: install into .venv and translate the sample article.   make test: lint, types and tests.
PYTHON ?= python3
# Files of tests at a time; 0: one after the other, in one process.
TESTS_AT_ONCE ?= 2
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet

.PHONY: translate test clean

translate: .venv/.core
	.venv/bin/jisr translate examples/dam.ar.txt -o out/dam.en.txt
	@cat out/dam.en.txt
	@echo "English: out/dam.en.txt   Arabic: examples/dam.ar.txt"

test: .venv/.test
	.venv/bin/ruff check .
	.venv/bin/mypy
	OMP_NUM_THREADS=1 .venv/bin/python -m pytest -n $(TESTS_AT_ONCE) --dist loadfile --no-loadscope-reorder

.venv/.core: pyproject.toml constraints.txt
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

.venv/.test: pyproject.toml constraints.txt
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	$(PIP) install --constraint constraints.txt --editable '.[test]'
	touch $@ .venv/.core

clean:
	rm -rf .venv out build *.egg-info
