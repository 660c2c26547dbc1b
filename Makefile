# make run, make test, make deploy; `make` alone lists them all.

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
TARGET := $(or $(CARGO_TARGET_DIR),target)
# The versions that .ci/run checks with.
REQUIREMENTS := .ci/requirements.txt
# The environment of samconfig.toml.
ENV ?= dev
REGION = $(shell sed -n '/^\[$(ENV)\.global\./,/^\[/s/^region = "\(.*\)"/\1/p' samconfig.toml)
STACK = $(shell sed -n '/^\[$(ENV)\.deploy\./,/^\[/s/^stack_name = "\(.*\)"/\1/p' samconfig.toml)
# cargo lambda and sam from .venv, whatever else the machine has.
WITH_VENV := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(VENV)/bin/cargo-lambda ## Serve every API at http://127.0.0.1:9000 with demo data (PORT=, DYNAMODB_PORT=, RESET=1)
	cargo build --bins
	cargo build -p local
	@$(TARGET)/debug/local

.PHONY: test
test: ## Run every suite
	cargo test --workspace

# What runs on any DynamoDB, each test in a table of its own.
ON_ANY := --test engine --test store --test views --test races
DYNAMODB_LOCAL := target/tools/dynamodb-local

.PHONY: test-dynamodb-local
test-dynamodb-local: $(DYNAMODB_LOCAL)/pom.xml ## Run the suites of the store on Amazon's DynamoDB Local (needs Maven and Java 17)
	tools/dynamodb-local/run $(DYNAMODB_LOCAL) cargo test --locked -p tests $(ON_ANY)

.PHONY: test-cloud
test-cloud: ## Run the suites of the store on AWS, with your credentials (ENV=dev for its region); it costs cents
	AWS_REGION="$(REGION)" TEST_DYNAMODB_URL="https://dynamodb.$(REGION).amazonaws.com" \
	  cargo test --locked -p tests $(ON_ANY)

# How long, in seconds, and what.
SECONDS ?= 30
FUZZ ?= fleet cro nutcache bluerocktel mykaarma event authorization body query item

.PHONY: fuzz
fuzz: ## Fuzz handlers and readers: SECONDS=30 each, FUZZ="cro body" (needs a C++ compiler)
	RUSTC_WORKSPACE_WRAPPER="$(CURDIR)/tools/fuzz/instrument" \
	  cargo build --quiet --locked -p fuzz --features libfuzzer
	@tools/fuzz/run "$(TARGET)/debug/fuzz" "$(TARGET)/fuzz" "$(SECONDS)" $(FUZZ)

.PHONY: wire
wire: ## Write what follows from the registry and the cases: template.yaml, routes, binaries, events, tables
	cargo run --quiet -p wire

.PHONY: invoke
invoke: $(VENV)/bin/cargo-lambda ## Send an event to a running stack: make invoke EVENT=events/cro/cro-get-customer.json
	@test -n "$(EVENT)" || { echo "EVENT=events/<api>/<function>[.case].json"; exit 1; }
	@name="$$(basename "$(EVENT)")"; $(WITH_VENV) cargo lambda invoke "$${name%%.*}" \
	  --invoke-address 127.0.0.1 --invoke-port "$${PORT:-9000}" --data-file "$(EVENT)"

# In a folder of its own: what it needs and what sam needs do not go together.
CONFORMANCE := target/tools/conformance
# Where the stack answers, and the credentials for it.
URL ?= http://127.0.0.1:$(or $(PORT),9000)
CREDENTIALS ?= .local/demo.json

.PHONY: conformance
conformance: $(CONFORMANCE)/bin/st ## Hold a running stack against docs/openapi (URL=, CREDENTIALS=.local/demo.json, ARGS="--max-examples 100")
	@PATH="$(CURDIR)/$(CONFORMANCE)/bin:$$PATH" tools/conformance/run "$(URL)" "$(CREDENTIALS)" $(ARGS)

comma := ,

.PHONY: bench
bench: $(VENV)/bin/sam ## Measure starts, requests and calls against their budgets (ONLY=function, PEERS=file.json)
	$(WITH_VENV) cargo lambda build --release --locked $(addprefix --bin ,$(subst $(comma), ,$(ONLY)))
	cargo run --quiet --profile tools -p bench -- --built "$(TARGET)/lambda" \
	  --out "$(if $(ONLY)$(PEERS),target/bench,docs)" \
	  $(if $(ONLY),--only "$(ONLY)") $(if $(PEERS),--peers "$(PEERS)") $(ARGS)

.PHONY: scale
scale: ## Measure the store in tenants of growing size (SIZES=10,1000,100000,1000000)
	cargo run --quiet --profile tools -p bench -- scale --out docs $(if $(SIZES),--sizes "$(SIZES)") $(ARGS)

# How long the load is, in minutes, and each target of the fuzzer, in seconds.
MINUTES ?= 30
SOAK_FUZZ_SECONDS ?= 600
SOAK_CASES ?= 2000

.PHONY: soak
soak: ## Load with faults and an account of every write, then fuzz and properties for long (MINUTES=30)
	@$(MAKE) --no-print-directory soak-load
	@$(MAKE) --no-print-directory soak-fuzz
	@$(MAKE) --no-print-directory soak-properties

.PHONY: soak-load
soak-load: ## The load alone (MINUTES=30, ARGS="--clients 16 --seed 1")
	cargo run --quiet --profile tools -p bench -- soak --minutes "$(MINUTES)" $(ARGS)

.PHONY: soak-fuzz
soak-fuzz:
	@$(MAKE) --no-print-directory fuzz SECONDS="$(SOAK_FUZZ_SECONDS)"

.PHONY: soak-properties
soak-properties:
	PROPTEST_CASES="$(SOAK_CASES)" cargo test --quiet -p tests --test properties

# Its install is two minutes of building, so that no check waits for it.
CARGO_CYCLONEDX_VERSION := 0.5.9

.PHONY: sbom
sbom: ## Write a CycloneDX SBOM of each function to target/sbom
	@if [[ "$$(target/tools/bin/cargo-cyclonedx cyclonedx --version 2>/dev/null)" \
	    != "cargo-cyclonedx-cyclonedx $(CARGO_CYCLONEDX_VERSION)" ]]; then \
	  CARGO_TARGET_DIR="$(CURDIR)/target/tools/build" cargo install cargo-cyclonedx --locked --quiet \
	    --version "$(CARGO_CYCLONEDX_VERSION)" --root target/tools && rm -rf target/tools/build; \
	fi
	@PATH="$(CURDIR)/target/tools/bin:$$PATH" tools/sbom target/sbom

.PHONY: build
build: $(VENV)/bin/sam ## Build every function for Lambda (arm64)
	@# template.yaml has the code in this folder's target, whatever folder others are built in.
	$(WITH_VENV) env -u CARGO_TARGET_DIR cargo lambda build --release --locked --arm64

# An output of the stack: $(call output,TableName).
output = $(WITH_VENV) SAM_CLI_TELEMETRY=0 sam list stack-outputs --output json \
  --stack-name "$(STACK)" --region "$(REGION)" \
  | python3 -c 'import json, sys; print(*(o["OutputValue"] for o in json.load(sys.stdin) if o["OutputKey"] == "$(1)"))'

.PHONY: deploy
deploy: build ## Deploy to AWS: make deploy ENV=dev (or prod)
	@if [[ "$(ENV)" == prod ]] && grep -q '^  "AlarmEmail=",' samconfig.toml; then \
	  echo 'samconfig.toml: AlarmEmail must be set for prod, so that alarms reach somebody'; exit 1; \
	fi
	$(WITH_VENV) SAM_CLI_TELEMETRY=0 sam deploy --config-env "$(ENV)"
	@table="$$($(call output,TableName))" && test -n "$$table" \
	  && AWS_REGION="$(REGION)" cargo run --quiet -p admin -- --table "$$table" keys rotate

.PHONY: smoke
smoke: $(if $(TABLE),,$(VENV)/bin/sam) ## Read and write once through each API: make smoke ENV=dev URL=https://… (or TABLE=customers DYNAMODB=http://127.0.0.1:8000)
	cargo build --quiet -p admin
	@table="$(TABLE)"; test -n "$$table" || table="$$($(call output,TableName))"; test -n "$$table" \
	  && AWS_REGION="$(REGION)" tools/smoke/run "$(URL)" "$(TARGET)/debug/admin" --table "$$table" \
	    $(if $(DYNAMODB),--endpoint-url "$(DYNAMODB)")

.PHONY: check
check: ## Check format, lints, documentation and licences (.ci/run checks more)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cargo deny --log-level error check

.PHONY: clean-local
clean-local: ## Forget the local stack's data
	rm -rf .local

# Without what it only needs to build for other machines: that comes with `build`.
$(VENV)/bin/cargo-lambda: $(REQUIREMENTS)
	test -x $(VENV)/bin/pip || python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps "$$(grep '^cargo-lambda==' $<)"
	@touch $@

$(VENV)/bin/sam: $(REQUIREMENTS)
	test -x $(VENV)/bin/pip || python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(DYNAMODB_LOCAL)/pom.xml: tools/dynamodb-local/pom.xml
	rm -rf $(DYNAMODB_LOCAL)
	mvn --batch-mode --quiet -f $< dependency:copy-dependencies -DoutputDirectory="$(CURDIR)/$(DYNAMODB_LOCAL)"
	cp $< $@

$(CONFORMANCE)/bin/st: .ci/conformance.txt
	test -x $(CONFORMANCE)/bin/pip || python3 -m venv $(CONFORMANCE)
	$(CONFORMANCE)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@
