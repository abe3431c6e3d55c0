import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError, get, onProblem, post, problemOf, requestKey, setBase, setCsrf, setTransport, waitJob } from '@/shared/api/client'
import type { Incoming, Outgoing } from '@/shared/api/transport'

const sent: Outgoing[] = []
let answers: (Partial<Incoming> & { body?: unknown; lost?: boolean })[] = []

beforeEach(() => {
	sent.length = 0
	answers = []
	setBase('/api')
	setCsrf('')
	setTransport(async (out) => {
		sent.push(out)
		const next = answers.shift() || {}
		if (next.lost) throw new TypeError('link lost')
		const text = next.body === undefined ? '' : typeof next.body === 'string' ? next.body : JSON.stringify(next.body)
		return { status: next.status || 200, type: next.type || 'application/json', text: async () => text, blob: async () => new Blob([text]) }
	})
})
const caught = async (promise: Promise<unknown>): Promise<ApiError> => {
	try {
		await promise
	} catch (error) {
		return error as ApiError
	}
	throw new Error('nothing was thrown')
}

describe('requests', () => {
	it('put CSRF and request key on a POST and nothing on a GET', async () => {
		setCsrf('token')
		answers = [{ body: { ok: 1 } }, { body: { ok: 2 } }]
		await get('/api/case', { query: { id: 'a b', none: null } })
		await post('/api/case/withdraw', { id: 'x' }, { key: 'abcdefgh' })
		expect(sent[0]).toMatchObject({ method: 'GET', url: '/api/case?id=a%20b' })
		expect(sent[0]?.headers).not.toHaveProperty('X-CSRF')
		expect(sent[1]).toMatchObject({ method: 'POST', body: '{"id":"x"}', headers: { 'X-CSRF': 'token', 'X-Request-Key': 'abcdefgh' } })
	})
	it('take another root at run time', async () => {
		setBase('/gateway/anju/')
		answers = [{ body: {} }]
		await get('/api/home')
		expect(sent[0]?.url).toBe('/gateway/anju/home')
	})
	it('make keys that the server takes and that differ', () => {
		const keys = new Set(Array.from({ length: 50 }, requestKey))
		expect(keys.size).toBe(50)
		for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
	})
})

describe('problems', () => {
	it('keep the server\'s sentence, number and pointers', () => {
		const error = problemOf(422, 'application/problem+json', JSON.stringify({ title: '填写的内容有误', code: 'invalid', instance: 'r1', errors: [{ pointer: '/mobile', code: 'format', text: '号码不对' }] }))
		expect(error).toMatchObject({ status: 422, title: '填写的内容有误', code: 'invalid', instance: 'r1', unclear: false })
		expect(error.errors[0]?.pointer).toBe('/mobile')
	})
	it.each([[401, '登录已过期，请重新登录'], [404, '没有找到'], [429, '操作太频繁，请稍后再试'], [500, '系统出了点问题，请稍后重试']])('give a sentence of their own for a bare %i', (status, title) => {
		expect(problemOf(status, 'text/html', '<h1>nginx</h1>').title).toBe(title)
		expect(problemOf(status, 'application/json', '{broken').title).toBe(title)
	})
	it('say whether the request may have arrived', async () => {
		answers = [{ lost: true }, { status: 502, type: 'text/html', body: 'x' }, { status: 409, body: { code: 'stale', title: '已更新' } }]
		expect((await caught(post('/api/draft'))).unclear).toBe(true)
		expect((await caught(post('/api/draft'))).unclear).toBe(true)
		const stale = await caught(post('/api/draft'))
		expect([stale.unclear, stale.code]).toEqual([false, 'stale'])
	})
	it('reach the watchers unless asked to be quiet', async () => {
		const seen: number[] = []
		onProblem((error) => seen.push(error.status))
		answers = [{ status: 401 }, { status: 401 }]
		await caught(get('/api/home'))
		await caught(get('/api/session', { quiet: true }))
		expect(seen).toEqual([401])
	})
	it('an answer that is no JSON is a problem, not a crash', async () => {
		answers = [{ body: '<html>' }]
		expect((await caught(get('/api/home'))).code).toBe('malformed')
	})
})

describe('jobs', () => {
	it('are asked for until done', async () => {
		answers = [{ body: { state: 'ready' } }, { body: { state: 'running' } }, { body: { state: 'done', result: { n: 1 } } }]
		expect(await waitJob('j')).toEqual({ n: 1 })
		expect(sent.length).toBe(3)
	})
	it('hand their problem on', async () => {
		answers = [{ body: { state: 'failed', problem: '登录凭证无效' } }]
		const error = await caught(waitJob('j'))
		expect([error.code, error.title]).toEqual(['job', '登录凭证无效'])
	})
	it('give up after the limit', async () => {
		answers = Array.from({ length: 9 }, () => ({ body: { state: 'running' } }))
		expect((await caught(waitJob('j', 200))).code).toBe('waiting')
	})
})
