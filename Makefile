# Everything a person needs to run, test and measure Biovaliance. `make help` lists it.
# What is made lies in .venv/, .make/, .biovaliance/, frontend/node_modules/ and the built static files.

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lock clean

# The first Python of version 3.11 or newer; else python3, whose refusal says what to do.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && exit; \
	done; echo python3)
HOST ?= 127.0.0.1
PORT ?= 8000
BIOVALIANCE_HOME ?= $(CURDIR)/.biovaliance
export HOST PORT BIOVALIANCE_HOME

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-7s %s\n' "$$name" "$$text"; done
	@echo
	@echo "  PORT (8000), HOST (127.0.0.1) and BIOVALIANCE_HOME (.biovaliance) may be set: make demo PORT=8080"

demo: ## Install, build the atlas of Bourgogne-Franche-Comté and serve it
	@$(PYTHON) tooling/prepare.py demo
	@exec .venv/bin/biovaliance demo --host "$(HOST)" --port "$(PORT)"

test: ## Install what the tests need and run all of them, on SQLite, on PostgreSQL and in a browser
	@$(PYTHON) tooling/prepare.py test
	@.venv/bin/python tooling/check.py --all

check: ## Check format, lint, types, imports and dependencies, and run the tests that need no browser
	@$(PYTHON) tooling/prepare.py check
	@.venv/bin/python tooling/check.py

bench: ## Measure, and save the figures in benchmarks/
	@$(PYTHON) tooling/prepare.py bench
	@.venv/bin/python -m benchmarks

lock: ## Resolve the dependencies anew and write the requirement files (needs uv)
	@tooling/lock.sh

clean: ## Remove everything that was made, the state in .biovaliance/ too
	@rm -rf .venv .make .biovaliance .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis \
		frontend/node_modules src/biovaliance/web/static/built build dist
	@find src tests benchmarks tooling -name __pycache__ -type d -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete
