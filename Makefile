# Slipway. Each target calls one script; `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help up down build test test-small check fmt release check-release bench clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

up: ## install, build and start the service; ends with a real cluster and a kubectl that talks to it
	@scripts/up.sh

down: ## stop and remove all that `make up` started; PURGE=1 deletes the data too
	@scripts/down.sh

build: ## debug build of everything
	@scripts/install-packages.sh build
	@swift build

test: ## install what the tests need and pass all of them (about half an hour; workers need root)
	@scripts/test.sh all

test-small: ## the tests that need no cluster (a minute or two)
	@scripts/test.sh small

check: ## format, layers, documentation, shell scripts
	@scripts/check.sh

fmt: ## format the Swift sources
	@swift format --in-place --recursive --parallel Package.swift Sources Tests

release: ## build what is handed out into dist/: programs for users, Debian packages, checksums
	@scripts/install-packages.sh build
	@scripts/release.sh

check-release: ## try dist/ in a bare Debian system that is made for it (needs root)
	@scripts/install-packages.sh release
	@scripts/check-release.sh

bench: ## measure against the references in the same run; writes benchmarks/results.json
	@scripts/bench.sh

clean: ## remove what was built here (not the cache of Kubernetes)
	@rm -rf .build bin dist
