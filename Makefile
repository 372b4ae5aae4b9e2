# Everything that one does in a checkout; 'make help' lists it.
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
PYTHON ?=
LAB ?= test
NAME ?=

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.work/collections
export GOLIVE_LAB := $(LAB)
export PYTHONDONTWRITEBYTECODE := 1
RUN := .work/run.stamp
SETUP := .work/setup.stamp

.DEFAULT_GOAL := help
.PHONY: help setup check test test-full scenario benchmark demo demo-destroy hosts hosts-destroy clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

ifneq ($(PYTHON),)
.PHONY: $(SETUP)
endif

setup: $(SETUP) ## packages, virtual environments, collections; the other targets do it themselves

$(RUN): tests/lab/bootstrap.py tests/requirements-run.txt
	@python3 tests/lab/bootstrap.py run $(if $(PYTHON),--python $(PYTHON))

$(SETUP): tests/lab/bootstrap.py $(wildcard tests/requirements*.txt)
	@python3 tests/lab/bootstrap.py all $(if $(PYTHON),--python $(PYTHON))

check: $(SETUP) ## lint and unit tests, for people at work
	@python tests/lab/steps.py check

test: $(SETUP) ## everything: check, sanity tests, build, all molecule scenarios, integration tests
	@python tests/lab/steps.py test

test-full: $(SETUP) ## make test, and what it has no time for; leaves its summary in docs/test-full.md
	@python tests/lab/steps.py full

scenario: $(SETUP) ## one molecule scenario on hosts that stay: make scenario NAME=nginx [LAB=test-mine]
	@tests/lab/scenario "$(NAME)"

benchmark: $(SETUP) ## time, CPU and losses beside what else there is; leaves its figures in docs/benchmark.md
	@tests/benchmark/run

demo: $(RUN) ## releases of a real application on four real hosts, under load
	@tests/lab/lab create demo
	@tests/demo/run

demo-destroy: $(RUN) ## remove all that the demo made
	@tests/lab/lab destroy demo --everything

hosts: $(RUN) ## the test hosts: make hosts [LAB=test-mine]
	@tests/lab/lab create $(LAB)

hosts-destroy: $(RUN) ## remove the test hosts
	@tests/lab/lab destroy $(LAB)

clean: ## remove hosts, images, virtual environments and collections
	@tests/lab/clean
