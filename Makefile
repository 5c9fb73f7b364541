# Exchequer: how it is built, started, tested and shipped. `make` alone lists what there is.

SHELL        := /bin/bash
.SHELLFLAGS  := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# What goes into the binary: no C, and the FIPS 140-3 validated cryptographic module of Go. Tests are compiled the
# same way, so that what was tested is what is shipped.
export CGO_ENABLED := 0
export GOFIPS140   := v1.0.0
export GOFLAGS     += -trimpath -buildvcs=false
VERSION      := $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
BUILD        := go build -ldflags '-s -w -X main.version=$(VERSION)'
SOURCES       = $(shell find cmd db handlers mail portal scan static templ views -name '*.go' -not -name '*_test.go' 2>/dev/null) \
                $(shell find db/migrations static/texts -type f 2>/dev/null) go.mod go.sum

# Packages whose tests must pass when only FIPS-approved cryptography is allowed.
FIPS_PACKAGES := ./portal/... ./db/... ./handlers/... ./mail/... ./scan/... ./templ/paper

IMAGE        := exchequer
GOTEST       := go test -timeout 60m

.PHONY: help run build assets generate check test test-quick bench pictures image clean

help: ## Show this list
	@echo 'make <what>:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: bin/exchequer ## Build everything and start the demo, a made-up department, in a throw-away folder
	@exec bin/exchequer demo

build: bin/exchequer ## Build the binary: bin/exchequer

assets: static/dist/manifest.json ## Compile style sheets, scripts and images into static/dist

generate: ## Generate Go from the .templ files (what it writes is committed)
	go tool templ generate

check: static/dist/manifest.json ## Format, generated files, vet and staticcheck, as CI does
	@.ci/check

test: bin/exchequer ## Every check and every test, on both engines and in the browser; installs what it needs
	@.ci/tools test
	@.ci/check
	@EXCHEQUER_TEST_ALL=1 EXCHEQUER_TEST_BINARY=$(CURDIR)/bin/exchequer .ci/with-postgres $(GOTEST) ./...
	@echo 'Again, with nothing but FIPS-approved cryptography:'
	@GODEBUG=fips140=only .ci/with-postgres $(GOTEST) $(FIPS_PACKAGES)

test-quick: static/dist/manifest.json ## The tests without browser, container and kills
	@.ci/with-postgres $(GOTEST) -short ./...

bench: bin/exchequer ## Measure, each as a ratio to its limit in the same run (never fails on time)
	@go run ./cmd/bench

pictures: bin/exchequer ## Take the pictures of the README anew, from the demo in Chromium
	@EXCHEQUER_TEST_BINARY=$(CURDIR)/bin/exchequer EXCHEQUER_PICTURES=$(CURDIR)/docs/pictures $(GOTEST) -count=1 -run TestPictures -v ./cmd/exchequer/e2e

image: bin/exchequer ## Build the container image with the Containerfile, from the binary built here
	@.ci/image $(IMAGE)

clean: ## Remove what was built
	rm -rf bin node_modules
	find static/dist -type f -not -name .gitkeep -delete

bin/exchequer: $(SOURCES) static/dist/manifest.json
	$(BUILD) -o $@ ./cmd/exchequer

node_modules/.package-lock.json: package.json package-lock.json
	@.ci/tools build
	npm ci --no-audit --no-fund
	@touch $@

# build.mjs knows what it reads, pages' classes included, and does nothing when that has not changed.
static/dist/manifest.json: node_modules/.package-lock.json FORCE
	@node static/build.mjs

FORCE:
