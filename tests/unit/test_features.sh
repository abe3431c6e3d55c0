#!/bin/sh
# docs/features.md names the tests that carry the ids of the mission; it must be what the tests say.
exec "${ANJU_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}/scripts/features" --check
