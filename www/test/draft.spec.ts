/* U12: what the person typed is never lost: order of saves, a lost link, a draft changed elsewhere. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { setTransport } from '@/shared/api/client'
import type { Incoming, Outgoing } from '@/shared/api/transport'
import { draft, edited, forget, openDraft, save, setAnswer, setStep, settleStale } from '@/m/state/draft'
import { withRelation } from '@/m/state/summary'

const form = readFileSync(join(import.meta.dirname, '../../conf/forms/type2.json'), 'utf8')
let server: { id: string; version: number; data: object; step: string } | null = null
let mode: 'up' | 'down' = 'up'
const saves: Outgoing[] = []

function answer(status: number, body: unknown): Incoming {
	const text = typeof body === 'string' ? body : JSON.stringify(body)
	return { status, type: 'application/json', text: async () => text, blob: async () => new Blob([text]) }
}
async function respond(out: Outgoing): Promise<Incoming> {
	if (mode === 'down') throw new TypeError('link lost')
	if (out.url.startsWith('/api/forms')) return answer(200, form)
	if (out.method === 'GET') {
		const files: never[] = []
		return server ? answer(200, { ...server, form: 'type2', files, needs: [], answers: null, updated_at: '2026-11-22T09:00:00+08:00' }) : answer(404, { code: 'not_found' })
	}
	saves.push(out)
	const body = JSON.parse(out.body as string) as { version: number; data: object; step: string }
	if (body.version !== (server?.version || 0)) return answer(409, { code: 'stale', title: '内容已在别处更新' })
	server = { id: 'd'.repeat(32), version: body.version + 1, data: body.data, step: body.step }
	return answer(200, { id: server.id, version: server.version, updated_at: '2026-11-22T09:00:00+08:00' })
}

beforeEach(async () => {
	vi.useRealTimers()
	server = null
	mode = 'up'
	saves.length = 0
	forget()
	setTransport(respond)
	await openDraft()
})

describe('a draft', () => {
	it('is saved 2 s after the last edit, once', async () => {
		vi.useFakeTimers()
		setAnswer('/address', '西湖区一号')
		await vi.advanceTimersByTimeAsync(1500)
		setAnswer('/address', '西湖区一号院')
		await vi.advanceTimersByTimeAsync(1500)
		expect(saves.length).toBe(0)
		await vi.advanceTimersByTimeAsync(1000)
		expect(saves.length).toBe(1)
		expect(server?.data).toMatchObject({ address: '西湖区一号院', members: [] })
		expect(draft.saveState).toBe('saved')
	})
	it('remembers the page, and does not save twice without a change', async () => {
		await setStep('family')
		await save()
		await setStep('family')
		expect([saves.length, server?.step, draft.version]).toEqual([1, 'family', 1])
	})
	it('waits in this tab while the link is down and goes out when asked again', async () => {
		await setStep('kind')
		setAnswer('/kind', 'graduate')
		mode = 'down'
		expect(await save()).toBe(false)
		expect(draft.saveState).toBe('failed')
		expect(sessionStorage.getItem('anju.outbox')).toContain('graduate')
		mode = 'up'
		expect(await save()).toBe(true)
		expect(sessionStorage.getItem('anju.outbox')).toBeNull()
		expect(server?.data).toMatchObject({ kind: 'graduate' })
	})
	it('comes back after a reload with what had not reached the server', async () => {
		await setStep('kind')
		setAnswer('/address', '文三路 1 号')
		mode = 'down'
		await save()
		const kept = sessionStorage.getItem('anju.outbox') as string
		forget()
		mode = 'up'
		sessionStorage.setItem('anju.outbox', kept)
		await openDraft()
		await save()
		expect(draft.data).toMatchObject({ address: '文三路 1 号' })
		expect(server?.data).toMatchObject({ address: '文三路 1 号' })
	})
	it('changed elsewhere is not overwritten before the person chose', async () => {
		await setStep('kind')
		server = { ...server!, version: 7, data: { address: '那边' } }
		setAnswer('/address', '这边')
		expect(await save()).toBe(false)
		expect([draft.stale, server.version]).toEqual([true, 7])
		edited()
		expect(await save()).toBe(false)
		await settleStale(true)
		expect([draft.stale, server.version, (server.data as { address: string }).address]).toEqual([false, 8, '这边'])
		server = { ...server, version: 20, data: { address: '又是那边' } }
		setAnswer('/address', '这边二')
		await save()
		await settleStale(false)
		expect(draft.data).toEqual({ address: '又是那边' })
	})
})

describe('names in the summary', () => {
	it.each([['配偶', 'spouse', '配偶'], ['林*然', 'spouse', '林*然（配偶）'], ['张三', '', '张三']])('%s %s', (name, relation, text) => {
		expect(withRelation(name, relation)).toBe(text)
	})
})
