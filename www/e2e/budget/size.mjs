/* What a page loads, gzipped, against budgets.json; reads the build's manifest. Usage: node e2e/budget/size.mjs [dist] */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

const root = resolve(import.meta.dirname, '../..')
const dist = resolve(process.argv[2] || join(root, 'dist'))
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const budgets = JSON.parse(readFileSync(join(root, 'budgets.json'), 'utf8'))
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length

/* A chunk, what it imports at once, and their styles. */
function closure(key, seen = new Set(), files = new Set()) {
	const chunk = manifest[key]
	if (!chunk || seen.has(key)) return files
	seen.add(key)
	files.add(chunk.file)
	for (const style of chunk.css || []) files.add(style)
	for (const next of chunk.imports || []) closure(next, seen, files)
	return files
}
function weigh(files, html) {
	const list = [...files]
	const sum = (keep) => list.filter(keep).reduce((total, file) => total + size(file), 0) / 1024
	return { js: sum((file) => file.endsWith('.js')), total: sum(() => true) + (html ? size(html) / 1024 : 0) }
}

let failed = 0
function report(row, name, weight) {
	const over = weight.total > row.total || (row.js !== undefined && weight.js > row.js)
	if (over) failed++
	const js = row.js === undefined ? '' : `, JS ${weight.js.toFixed(1)} of ${row.js}`
	process.stdout.write(`${over ? 'not ok' : 'ok'} - ${row.id} ${row.what}${name}: ${weight.total.toFixed(1)} of ${row.total} KiB${js}\n`)
}

for (const row of budgets.rows) {
	if (!existsSync(join(dist, row.entry)) || !manifest[row.entry]) {
		process.stdout.write(`not ok - ${row.id} ${row.what}: ${row.entry} is not built\n`)
		failed++
		continue
	}
	const routes = manifest[row.entry].dynamicImports || []
	if (row.each_route) {
		for (const route of routes) report(row, ` ${route.replace(/.*\//, '')}`, weigh(closure(route, new Set(), closure(row.entry)), row.entry))
	} else if (row.route) {
		const route = routes.find((key) => key.endsWith(row.route))
		report(row, route ? '' : ` (no ${row.route})`, route ? weigh(closure(route, new Set(), closure(row.entry)), row.entry) : { js: Infinity, total: Infinity })
	} else report(row, '', weigh(closure(row.entry), row.entry))
}
process.exit(failed ? 1 : 0)
