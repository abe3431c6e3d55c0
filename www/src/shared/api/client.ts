/* The one way to the server: paths as in the contract, CSRF and request keys put on, problems mapped to ApiError. */
import { words } from '../i18n/zh'
import { direct, type Incoming, type Transport } from './transport'
import type { FieldError, Job, Json, Problem } from './types'

export class ApiError extends Error {
	readonly status: number
	readonly code: string
	readonly title: string
	readonly detail: string
	readonly instance: string
	readonly errors: FieldError[]

	constructor(p: Partial<Problem>) {
		super(p.title || words.problem.other)
		this.name = 'ApiError'
		this.status = p.status || 0
		this.code = p.code || 'other'
		this.title = p.title || words.problem.other
		this.detail = p.detail || ''
		this.instance = p.instance || ''
		this.errors = p.errors || []
	}

	/* The link was lost, or a gateway in between had nothing to say: the request may or may not have arrived. */
	get unclear(): boolean {
		return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
	}
}

let transport: Transport = direct
let base = '/api'
let csrf = ''
const watchers: ((error: ApiError) => void)[] = []

export function setTransport(next: Transport): void {
	transport = next
}
export function setBase(next: string): void {
	base = next.replace(/\/$/, '')
}
export function setCsrf(next: string): void {
	csrf = next
}
/* Told about every refused or failed request, for the session-over and offline bars. */
export function onProblem(fn: (error: ApiError) => void): void {
	watchers.push(fn)
}

/* One key for one intention: keep it while the same request is tried again, take a new one for a new intention. */
export function requestKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16))
	return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export interface CallOptions {
	query?: Record<string, string | number | null | undefined>
	body?: unknown
	raw?: Blob
	key?: string
	timeout?: number
	/* Do not tell the watchers: the caller shows the problem in its own way. */
	quiet?: boolean
}

/* Only the names of the contract's own statuses get a sentence here; the server's title comes first. */
export function problemOf(status: number, type: string, text: string): ApiError {
	let given: Partial<Problem> = {}
	if (/json/.test(type)) {
		try {
			given = JSON.parse(text) as Partial<Problem>
		} catch {
			given = {}
		}
	}
	const fallback = (words.problem.status as Record<string, string>)[String(status)]
	return new ApiError({ ...given, status, title: given.title || fallback || words.problem.other })
}

function target(path: string, query: CallOptions['query']): string {
	const pairs = Object.entries(query || {}).filter(([, v]) => v !== null && v !== undefined && v !== '')
	const tail = pairs.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(String(v))}`).join('&')
	return base + path.replace(/^\/api/, '') + (tail ? `?${tail}` : '')
}

async function send(method: string, path: string, options: CallOptions): Promise<Incoming> {
	const headers: Record<string, string> = { Accept: 'application/json' }
	let body: string | Blob | undefined
	if (options.raw) {
		body = options.raw
		headers['Content-Type'] = options.raw.type || 'application/octet-stream'
	} else if (method === 'POST') {
		body = JSON.stringify(options.body === undefined ? {} : options.body)
		headers['Content-Type'] = 'application/json'
	}
	if (method !== 'GET' && csrf) headers['X-CSRF'] = csrf
	if (options.key) headers['X-Request-Key'] = options.key
	const url = target(path, options.query)
	const timeout = options.timeout || (options.raw ? 120000 : 20000)
	try {
		return await transport({ method, url, headers, body, timeout })
	} catch {
		throw new ApiError({ status: 0, code: 'offline', title: words.problem.offline })
	}
}

async function call(method: string, path: string, options: CallOptions): Promise<Incoming> {
	try {
		const answer = await send(method, path, options)
		if (answer.status >= 400) throw problemOf(answer.status, answer.type, await answer.text())
		return answer
	} catch (error) {
		if (error instanceof ApiError && !options.quiet) watchers.forEach((fn) => fn(error))
		throw error
	}
}

async function json<T>(answer: Incoming): Promise<T> {
	const text = await answer.text()
	if (!text) return undefined as T
	try {
		return JSON.parse(text) as T
	} catch {
		throw new ApiError({ status: 502, code: 'malformed', title: words.problem.other })
	}
}

export async function get<T>(path: string, options: CallOptions = {}): Promise<T> {
	return json<T>(await call('GET', path, options))
}
export async function post<T>(path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
	return json<T>(await call('POST', path, { ...options, body }))
}
export async function upload<T>(path: string, raw: Blob, query: CallOptions['query']): Promise<T> {
	return json<T>(await call('POST', path, { raw, query }))
}
export async function download(path: string, query: CallOptions['query']): Promise<Blob> {
	return (await call('GET', path, { query, timeout: 60000 })).blob()
}

/* An export: asked for with a body, answered with bytes. */
export async function fetchBlob(path: string, body: unknown): Promise<Blob> {
	return (await call('POST', path, { body, timeout: 60000 })).blob()
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/* Asks for a job until it ended; throws its problem, or `waiting` when it takes longer than `limit` ms. */
export async function waitJob<T = Json>(id: string, limit = 30000): Promise<T> {
	const end = Date.now() + limit
	for (let pause = 150; Date.now() < end; pause = Math.min(pause * 1.5, 2000)) {
		const job = await get<Job<T>>('/api/job', { query: { id }, quiet: true })
		if (job.state === 'done') return job.result as T
		if (job.state === 'failed' || job.state === 'unknown') throw new ApiError({ status: 422, code: 'job', title: job.problem })
		await sleep(pause)
	}
	throw new ApiError({ code: 'waiting', title: words.problem.waiting })
}
