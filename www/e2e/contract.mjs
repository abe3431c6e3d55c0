/* Holds recorded answers against the written contract. usage: node www/e2e/contract.mjs docs/openapi.yaml answers.jsonl
 * One answer a line: {method, path, status, type, body, sent} - body and sent are texts, sent is the JSON body of the request or "".
 * Every route and every status must be documented, every JSON answer must fit its schema, every accepted request body too.
 * Prints what does not fit, once per route and reason, and "answers: N of M routes"; exit 1 when anything did not fit.
 * Texts of answers are never printed: they may carry data of people. */
import { readFileSync } from 'node:fs'
import { Validator } from '@cfworker/json-schema'
import { parse } from 'yaml'

const [contractFile, answersFile] = process.argv.slice(2)
if (!contractFile || !answersFile) {
	console.error('usage: contract.mjs openapi.yaml answers.jsonl')
	process.exit(64)
}
const contract = parse(readFileSync(contractFile, 'utf8'))

/* The object that stands at "#/a/b", through any number of references. */
function resolve(node) {
	while (node && typeof node === 'object' && typeof node.$ref === 'string') {
		let at = contract
		for (const part of node.$ref.slice(2).split('/')) at = at?.[part.replaceAll('~1', '/').replaceAll('~0', '~')]
		if (at === undefined) throw new Error(`openapi: ${node.$ref} leads nowhere`)
		node = at
	}
	return node
}

const validators = new Map()
function validator(schema) {
	let found = validators.get(schema)
	if (!found) {
		found = new Validator({ components: { schemas: contract.components.schemas }, ...schema }, '2020-12', false)
		validators.set(schema, found)
	}
	return found
}

/* Where and by which keyword it does not fit; only the innermost places, and no values. */
function misfits(schema, value) {
	const { valid, errors } = validator(schema).validate(value)
	if (valid) return []
	const places = errors.filter(e => !['properties', 'items', '$ref', 'additionalProperties'].includes(e.keyword) || e.keywordLocation.endsWith('/additionalProperties'))
	return (places.length ? places : errors).map(e => `${e.instanceLocation.replace(/\/\d+/g, '/*')} ${e.keyword} (${e.keywordLocation.split('/').slice(-3).join('/')})`)
}

function json(text) {
	try {
		return { ok: true, value: JSON.parse(text) }
	} catch {
		return { ok: false }
	}
}

function bodyFits(documented, answer) {
	const type = answer.type.split(';')[0].trim()
	const content = documented.content
	if (!content) return answer.body === '' ? [] : ['a body where none is documented']
	const media = content[type]
	if (!media) return [`content type "${type}" is not documented`]
	if (!type.endsWith('json')) return []
	const body = json(answer.body)
	if (!body.ok) return ['the body is no JSON']
	const wrong = misfits(media.schema, body.value)
	if (type === 'application/problem+json' && body.value.status !== answer.status) wrong.push('the status in the problem is another one')
	return wrong
}

function requestFits(operation, answer) {
	const media = resolve(operation.requestBody)?.content?.['application/json']
	if (!answer.sent || answer.status >= 300) return []
	const sent = json(answer.sent)
	if (!media) return sent.ok && Object.keys(sent.value).length === 0 ? [] : ['a request body was accepted that is not documented']
	return sent.ok ? misfits(media.schema, sent.value).map(m => `accepted request ${m}`) : ['a request that is no JSON was accepted']
}

/* What does not fit of one answer. Only failures may hide behind "default". */
function judge(answer) {
	const operation = contract.paths[answer.path]?.[answer.method.toLowerCase()]
	if (!operation) return ['the route is not documented']
	const named = operation.responses[String(answer.status)]
	const documented = resolve(named ?? (answer.status >= 400 ? operation.responses.default : undefined))
	if (!documented) return ['the status is not documented']
	return [...bodyFits(documented, answer), ...requestFits(operation, answer)]
}

const seen = new Map()
const routes = new Set()
let n = 0
for (const line of readFileSync(answersFile, 'utf8').split('\n')) {
	if (!line) continue
	const answer = JSON.parse(line)
	const route = `${answer.method} ${answer.path}`
	n++
	routes.add(route)
	for (const what of judge(answer)) {
		const key = `${route} ${answer.status}: ${what}`
		seen.set(key, (seen.get(key) ?? 0) + 1)
	}
}
let shown = 0
for (const [what, times] of [...seen].sort()) if (shown++ < 60) console.log(`#   ${what} (${times} times)`)
const total = Object.values(contract.paths).reduce((sum, path) => sum + Object.keys(path).length, 0)
console.log(`# answers: ${n} of ${routes.size} routes (${total} documented)`)
if (n === 0) console.log('#   nothing was recorded')
process.exit(seen.size || n === 0 ? 1 : 0)
