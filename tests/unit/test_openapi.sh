#!/bin/sh
# U25: docs/openapi.yaml is what the route table says, and both checkers see a difference: every fault below is planted alone.
set -u
source=${ANJU_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
worker=${ANJU_BUILD_DIR:-.}/fcgi/main/anju-worker
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
failed=0
fail() { echo "FAILED $*"; failed=1; }
yaml=$source/docs/openapi.yaml

ANJU_SOURCE_DIR=$source "$source/scripts/check-openapi" "$worker" || fail "docs/openapi.yaml and the route table differ"
mkdir -p "$dir/docs"
# plant WHAT SED-SCRIPT
plant() {
	sed "$2" "$yaml" > "$dir/docs/openapi.yaml"
	cmp -s "$yaml" "$dir/docs/openapi.yaml" && fail "$1: nothing was planted"
	ANJU_SOURCE_DIR=$dir "$source/scripts/check-openapi" "$worker" > /dev/null 2>&1 && fail "$1 is not seen"
}
plant "another path" 's,^  /api/cases:,  /api/casez:,'
plant "another door" '/^  \/api\/home:/,/summary/s/x-door: public/x-door: staff/'
plant "a role more" '/^  \/api\/staff\/audit:/,/summary/s/x-roles: auditor/x-roles: auditor lead/'
plant "no key" '/^  \/api\/case\/submit:/,/summary/s/x-key: yes/x-key: no/'

# Recorded answers against the contract. Needs node, which a build does not.
contract() { node "$source/www/e2e/contract.mjs" "$yaml" "$dir/answers" > "$dir/out" 2>&1; }
if command -v node > /dev/null && [ -d "$source/www/node_modules/yaml" ]; then
	id=0123456789abcdef0123456789abcdef
	answer() { printf '{"method":"%s","path":"%s","status":%s,"type":"application/%s","body":"%s","sent":"%s"}\n' "$@" > "$dir/answers"; }
	problem='{\"type\":\"t\",\"title\":\"t\",\"status\":404,\"code\":\"not_found\",\"instance\":\"i\",\"errors\":[]}'
	fits() { answer "$@"; contract || { cat "$dir/out"; fail "fits: $*"; }; }
	misfit() { answer "$@"; contract && fail "is not seen: $*"; }
	fits GET /healthz 200 json '{\"ok\":true}' ''
	fits GET /api/case 404 problem+json "$problem" ''
	fits POST /api/case/withdraw 200 json "{\\\"id\\\":\\\"$id\\\",\\\"state\\\":\\\"withdrawn\\\"}" "{\\\"id\\\":\\\"$id\\\"}"
	misfit GET /api/none 404 problem+json "$problem" ''
	misfit GET /healthz 201 json '{\"ok\":true}' ''
	misfit GET /healthz 200 xml '{\"ok\":true}' ''
	misfit GET /healthz 200 json '{\"ok\":1}' ''
	misfit GET /healthz 200 json '{' ''
	misfit GET /api/case 404 json "$problem" ''
	misfit GET /api/case 409 problem+json "$problem" ''
	misfit GET /api/case 404 problem+json '{\"status\":404}' ''
	misfit POST /api/case/withdraw 200 json "{\\\"id\\\":\\\"$id\\\",\\\"state\\\":\\\"gone\\\"}" "{\\\"id\\\":\\\"$id\\\"}"
	misfit POST /api/case/withdraw 200 json "{\\\"id\\\":\\\"$id\\\",\\\"state\\\":\\\"withdrawn\\\",\\\"more\\\":1}" "{\\\"id\\\":\\\"$id\\\"}"
	misfit POST /api/case/withdraw 200 json "{\\\"id\\\":\\\"$id\\\",\\\"state\\\":\\\"withdrawn\\\"}" "{\\\"id\\\":\\\"$id\\\",\\\"why\\\":1}"
	misfit POST /api/session/end 204 json '{}' '{}'
	: > "$dir/answers"
	contract && fail "no answers at all are not seen"
else
	echo "test_openapi: no node, so the checker of recorded answers is not tried here"
fi
exit $failed
