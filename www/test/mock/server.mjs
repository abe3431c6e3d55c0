/* A stand-in for the server while developing pages: the contract in memory, nothing more. The product's tests that matter run against the
 * real stack. Usage: node test/mock/server.mjs [--port 5180] [--dist DIR]
 * The staff half adds its routes in staff.mjs: `export default function staffRoutes(app)` with app.route(method, path, handler, flags). A
 * handler gets {query, body, session, raw, respond} and returns the JSON answer, or throws app.problem(status, code, title, errors). */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'
import applicantRoutes from './applicant.mjs'

const option = (name, fallback) => {
	const at = process.argv.indexOf(`--${name}`)
	return at > 0 ? process.argv[at + 1] : fallback
}
const port = Number(option('port', '5180'))
const dist = resolve(option('dist', join(import.meta.dirname, '../../dist')))
const csp = "default-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri /csp-report"
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.md': 'text/plain' }

class Problem extends Error {
	constructor(status, code, title, errors) {
		super(title)
		Object.assign(this, { status, code, title, errors })
	}
}

const routes = new Map()
const app = {
	state: { cases: [], drafts: new Map(), files: new Map(), jobs: new Map(), sessions: new Map(), keys: new Map(), csp: 0 },
	route: (method, path, handler, flags = {}) => routes.set(`${method} ${path}`, { handler, flags }),
	problem: (status, code, title, errors) => new Problem(status, code, title, errors),
	id: () => randomBytes(16).toString('hex'),
	now: () => new Date(Date.now() + 8 * 3600e3).toISOString().replace(/\.\d+Z$/, '+08:00'),
	day: (offset = 0) => new Date(Date.now() + 8 * 3600e3 + offset * 86400e3).toISOString().slice(0, 10),
	port,
}
app.route('POST', '/csp-report', ({ raw }) => {
	app.state.csp++
	process.stderr.write(`CSP ${raw.toString().slice(0, 400)}\n`)
	return null
}, { open: true, bare: true })
app.route('GET', '/mock/csp', () => ({ n: app.state.csp }), { open: true })
applicantRoutes(app)
const staff = join(import.meta.dirname, 'staff.mjs')
if (existsSync(staff)) (await import(staff)).default(app)

function send(response, status, body, headers = {}) {
	response.writeHead(status, { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...headers })
	response.end(body)
}
function sendJson(response, status, value, headers = {}) {
	send(response, status, value === null || value === undefined ? '' : JSON.stringify(value), { 'Content-Type': 'application/json', ...headers })
}

function statics(path, response) {
	if (path === '/') return send(response, 302, '', { Location: '/m/' })
	let file = join(dist, normalize(path))
	if (file.startsWith(dist) && existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html')
	if (!file.startsWith(dist) || !existsSync(file)) return send(response, 404, 'not found')
	let body = readFileSync(file)
	if (path === '/config.json') {
		const config = { ...JSON.parse(body), sso_login: `http://127.0.0.1:${port}/portal/uc/sso/login?appId=anju&sp=` }
		body = JSON.stringify(config)
	}
	send(response, 200, body, { 'Content-Type': types[extname(file)] || 'application/octet-stream', 'Content-Security-Policy': csp })
}

function answer(row, request, response, url, raw) {
	const cookie = /__Host-anju=([0-9a-f]+)/.exec(request.headers.cookie || '')
	const token = cookie && cookie[1]
	const session = token ? app.state.sessions.get(token) : undefined
	const ask = { query: Object.fromEntries(url.searchParams), session, token, raw, request, headers: {}, status: 200 }
	ask.setCookie = (value) => (ask.headers['Set-Cookie'] = `__Host-anju=${value}; Path=/; Secure; HttpOnly; SameSite=Lax${value ? '' : '; Max-Age=0'}`)
	ask.sendFile = (bytes, type) => ((ask.file = { bytes, type }), null)
	try {
		if (!row) throw new Problem(404, 'not_found', '没有找到')
		if (!row.flags.open && (!session || session.pending)) throw new Problem(401, 'session', '登录已过期，请重新登录')
		if (request.method === 'POST' && !row.flags.open && request.headers['x-csrf'] !== session.csrf) throw new Problem(403, 'csrf', '页面已过期，请刷新后重试')
		const key = request.headers['x-request-key']
		if (row.flags.key && !/^[A-Za-z0-9_-]{8,64}$/.test(key || '')) throw new Problem(400, 'request_key', '请求缺少编号')
		if (row.flags.key && app.state.keys.has(key)) return sendJson(response, 200, app.state.keys.get(key))
		if (!row.flags.raw && !row.flags.bare && raw.length) ask.body = JSON.parse(raw)
		const value = row.handler(ask)
		if (row.flags.key) app.state.keys.set(key, value)
		if (ask.file) return send(response, 200, ask.file.bytes, { 'Content-Type': ask.file.type, 'Content-Disposition': 'attachment', 'Content-Security-Policy': 'sandbox' })
		sendJson(response, value === null ? 204 : ask.status, value, ask.headers)
	} catch (error) {
		if (!(error instanceof Problem)) process.stderr.write(`${error.stack}\n`)
		const { status = 500, code = 'bug', title = '系统出了点问题', errors } = error
		sendJson(response, status, { type: `/problem/${code}`, title, status, code, instance: app.id().slice(0, 16), errors }, { 'Content-Type': 'application/problem+json' })
	}
}

createServer((request, response) => {
	const url = new URL(request.url, `http://127.0.0.1:${port}`)
	const row = routes.get(`${request.method} ${url.pathname}`)
	const chunks = []
	request.on('data', (chunk) => chunks.push(chunk))
	request.on('end', () => {
		if (row || url.pathname.startsWith('/api/')) answer(row, request, response, url, Buffer.concat(chunks))
		else if (url.pathname.startsWith('/portal/')) app.portal(url, response)
		else statics(url.pathname, response)
	})
}).listen(port, '127.0.0.1', () => process.stdout.write(`mock on http://127.0.0.1:${port}/m/\n`))
