/* The contract's types: writes src/shared/api/types.gen.ts from docs/openapi.yaml, or with --check only says whether it is current.
 * Usage: node e2e/types.mjs [--check] */
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const contract = new URL('../../docs/openapi.yaml', import.meta.url)
const target = new URL('../src/shared/api/types.gen.ts', import.meta.url)
const head = '/* Made from docs/openapi.yaml by `npm run types:gen`; do not edit. */\n'

/* An object whose keys the contract leaves open (answers of a form) is readable, not empty; defaults do not make a field present. */
const tree = await openapiTS(contract, { emptyObjectsUnknown: true, defaultNonNullable: false, silent: true })
const fresh = head + astToString(tree).replace(/^( {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4))

function committed() {
	try {
		return readFileSync(target, 'utf8')
	} catch {
		return ''
	}
}
if (!process.argv.includes('--check')) {
	writeFileSync(target, fresh)
} else if (committed() !== fresh) {
	console.error('www/src/shared/api/types.gen.ts is not what docs/openapi.yaml says: run `npm run types:gen` in www and commit the result.')
	process.exitCode = 1
}
