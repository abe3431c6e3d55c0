/* 4F-1 4F-7 S12 S24: what the pages of the monthly and quarterly runs make of the counts. */
import { mount, type VueWrapper } from '@vue/test-utils'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { session } from '@/shared/state/session'
import Run from '@/admin/pages/Run.vue'
import { useFollow } from '@/admin/state/follow'
import { aboutText, checkBars, codeWords, count, diffText, isMoving, isOpen, leftText, mayPropose, payerText, periodsOf, periodText, progressOf, readAsk, runTitle, whyText } from '@/admin/state/run'
import { toneOf } from '@/admin/state/tones'
import { r } from '@/admin/texts_run'
import type { Run as RunData, RunCheck } from '@/admin/types'
import RunStartDialog from '@/admin/widgets/RunStartDialog.vue'

const ID = 'a'.repeat(32)
const run = (more: Partial<RunData> = {}): RunData => ({
	id: ID, scheme: 'type2', month: '2026-11', months: 1, state: 'waiting', scheduled: true, by_mandate: false, why: '新增212人，超过授权的100人', created_at: '2026-11-22T02:00:00+08:00', judged_at: '2026-11-22T02:10:00+08:00',
	ended_at: null, total: 4120, judged: 4120, payable: 3604, payable_fen: 389232000, not_payable: 287, cap_reached: 41, waiting: 88, kept: 76, late: 24, new: 212, gone: 96, changed: 0, before: 3700, before_fen: 376704000, granted: 0,
	granted_fen: 0, per_second: 0, seconds_left: null, proposed: false, checks: [], ...more,
})
const check = (code: string, pass: number, fail: number, unknown: number, not_applicable: number): RunCheck => ({ code, pass, fail, unknown, not_applicable })

describe('4F-1 which periods may be run', () => {
	it('months that began, back to where the server looks', () => {
		const months = periodsOf('type2', '2026-11-22')
		expect(months).toHaveLength(25)
		expect([months[0], months[24]]).toEqual([{ month: '2026-11', text: '2026年11月' }, { month: '2024-11', text: '2024年11月' }])
	})
	it.each([['2026-11-30', '2026-07', '2026年第3季度'], ['2026-12-01', '2026-10', '2026年第4季度'], ['2027-01-31', '2026-10', '2026年第4季度']])('quarters of which every month began: on %s the newest is %s', (day, month, text) => {
		const quarters = periodsOf('rental', day)
		expect(quarters[0]).toEqual({ month, text })
		expect(quarters.every((one) => ['01', '04', '07', '10'].includes(one.month.slice(5)))).toBe(true)
		expect(quarters.at(-1)!.month >= `${Number(day.slice(0, 4)) - 2}-${day.slice(5, 7)}`).toBe(true)
	})
	it('a quarter is named as one', () => {
		expect([periodText('2026-01', 3), periodText('2026-10', 3), periodText('2026-10', 1)]).toEqual(['2026年第1季度', '2026年第4季度', '2026年10月'])
		expect(runTitle(run({ scheme: 'rental', month: '2026-07', months: 3 }))).toBe('人才租赁补贴 2026年第3季度核查')
	})
})

describe('4F-1 4F-7 how a run reads', () => {
	it('is compared with the period before only when everybody is judged', () => {
		expect(diffText(run())).toBe('-96 人，+125,280.00 元')
		expect(diffText(run({ payable: 3701, payable_fen: 376704000 }))).toBe('+1 人，0.00 元')
		expect(diffText(run({ judged_at: null, state: 'judging' }))).toBe('')
	})
	it.each<[string, Partial<RunData>, string]>([
		['by its mandate', { by_mandate: true, state: 'granting' }, r.payers.mandate], ['waiting for two', {}, r.payers.wait], ['released by two', { state: 'done' }, r.payers.two], ['nobody to pay', { state: 'done', payable: 0 }, r.payers.none],
		['nobody to pay inside a mandate', { by_mandate: true, state: 'done', payable: 0 }, r.payers.none], ['not yet judged', { judged_at: null, state: 'judging' }, ''], ['stopped', { state: 'cancelled' }, ''], ['refused', { state: 'refused' }, ''],
	])('who pays: %s', (_name, more, wanted) => expect(payerText(run(more))).toBe(wanted))
	it('says which limit it passed, or why it was stopped', () => {
		expect(whyText(run())).toBe(r.why('新增212人，超过授权的100人'))
		expect(whyText(run({ state: 'cancelled', why: '数据异常' }))).toBe(r.stopWhy('数据异常'))
		expect(whyText(run({ why: '' }))).toBe('')
	})
	it('every state of the contract has a word, a sentence and a tone', () => {
		for (const state of ['judging', 'waiting', 'granting', 'done', 'cancelled', 'refused', 'stopping'] as const) {
			expect(r.states[state]).toBeTruthy()
			expect(aboutText(run({ state }))).toBeTruthy()
		}
		expect(aboutText(run({ state: 'done', payable: 0 }))).toBe(r.about.doneNone)
		expect([toneOf('waiting'), toneOf('done'), toneOf('refused')]).toEqual(['wait', 'ok', 'bad'])
	})
	it('progress counts the judged, then the granted, then nothing', () => {
		expect(progressOf(run({ state: 'judging', judged_at: null, judged: 7 }))).toEqual({ what: r.bar.judge, done: 7, total: 4120 })
		expect(progressOf(run({ state: 'granting', granted: 9 }))).toEqual({ what: r.bar.grant, done: 9, total: 3604 })
		expect(progressOf(run({ state: 'stopping', judged_at: null }))?.what).toBe(r.bar.judge)
		expect([progressOf(run()), progressOf(run({ state: 'done' })), progressOf(run({ state: 'stopping' }))]).toEqual([null, null, null])
	})
	it.each([[0, '1 秒'], [89, '89 秒'], [90, '2 分钟'], [3600, '60 分钟'], [5400, '1 小时 30 分钟'], [7200, '2 小时']])('%i seconds left: %s', (seconds, text) => expect(leftText(seconds)).toBe(text))
	it('moves, may be stopped, may be proposed', () => {
		const states = ['judging', 'waiting', 'granting', 'done', 'cancelled', 'refused', 'stopping'] as const
		expect(states.filter((state) => isMoving({ state }))).toEqual(['judging', 'granting', 'stopping'])
		expect(states.filter((state) => isOpen({ state }))).toEqual(['judging', 'waiting', 'granting'])
		expect(states.filter((state) => mayPropose({ state, proposed: false }))).toEqual(['waiting'])
		expect(mayPropose({ state: 'waiting', proposed: true })).toBe(false)
	})
	it('figures in thousands', () => expect([count(0), count(999), count(1234567), count(-1234)]).toEqual(['0', '999', '1,234,567', '-1,234']))
})

describe('4F-1 checks as bars with words beside them', () => {
	it('shares add up, each is named, nothing small is called nothing', () => {
		const [home, none, odd] = checkBars([check('T2-HOME', 995, 5, 0, 0), check('T2-LEASE', 0, 0, 0, 0), check('XX', 1, 1, 1, 1)])
		expect(home!.share).toEqual([{ kind: 'pass', from: 0, width: 99.5 }, { kind: 'fail', from: 99.5, width: 0.5 }])
		expect(home!.text).toBe('符合 >99%，不符合 <1%')
		expect(none).toMatchObject({ title: '租赁备案', share: [], text: '' })
		expect(odd).toMatchObject({ title: 'XX', text: '符合 25%，不符合 25%，待数据 25%，不适用 25%' })
	})
	it('names of checks are those of the policies', () => {
		const dir = `${import.meta.dirname}/../../conf/policy`
		const files = readdirSync(dir).filter((name) => /^T[2R].*\.json$/.test(name))
		const titles = files.flatMap((name) => (JSON.parse(readFileSync(`${dir}/${name}`, 'utf8')) as { checks?: { code: string; title: string }[] }).checks || [])
		expect(titles.length).toBeGreaterThan(20)
		for (const one of titles) expect(`${one.code} ${r.checks[one.code]}`).toBe(`${one.code} ${one.title}`)
	})
	it('codes of a person are words', () => expect(codeWords(['T2-HOME', 'CAP', 'NEW-1'])).toBe('房产、累计保障月份、NEW-1'))
})

describe('4F-1 a list of people lives in the address', () => {
	it.each([
		['nothing chosen', {}, null], ['an outcome', { outcome: 'held' }, { outcome: 'held', change: '', code: '', cursor: '' }], ['a change wins', { outcome: 'held', change: 'gone' }, { outcome: '', change: 'gone', code: '', cursor: '' }],
		['a check', { outcome: 'not_payable', code: 'T2-HOME', cursor: '17' }, { outcome: 'not_payable', change: '', code: 'T2-HOME', cursor: '17' }],
		['made-up words', { outcome: 'rich', change: "'--" }, null], ['a made-up check and cursor', { outcome: 'waiting', code: 'RUN', cursor: '1 OR 1' }, { outcome: 'waiting', change: '', code: '', cursor: '' }],
	])('%s', (_name, query, wanted) => expect(readAsk(query)).toEqual(wanted))
})

describe('4F-1 4F-7 the page of a run', () => {
	let page: VueWrapper | null = null
	afterEach(() => {
		page?.unmount()
		page = null
		session.now = null
		vi.unstubAllGlobals()
		vi.useRealTimers()
	})
	const settled = async (): Promise<void> => {
		for (let i = 0; i < 4; i++) await new Promise((done) => setTimeout(done, 0))
	}
	const answers = (bodies: Record<string, object>): ReturnType<typeof vi.fn> => {
		const fake = vi.fn(async (url: string) => new Response(JSON.stringify(bodies[String(url).split('?')[0]!] || {}), { status: 200, headers: { 'Content-Type': 'application/json' } }))
		vi.stubGlobal('fetch', fake)
		return fake
	}
	async function open(at: string, data: RunData, roles: string[]): Promise<ReturnType<typeof vi.fn>> {
		const fake = answers({ '/api/staff/run': data, '/api/staff/run/people': { items: [{ case: 'c'.repeat(32), name: '王*明', number: 'T2-1', month: '2026-11', outcome: 'not_payable', codes: ['T2-HOME'], amount_fen: 0, change: 'gone' }], next: 77 } })
		session.now = { kind: 'staff', name: '赵', login: 'z', roles, csrf: 'x', last_login_at: null } as never
		const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/runs/:id', component: Run }, { path: '/:rest(.*)*', component: { template: '<i />' } }] })
		await router.push(at)
		page = mount(Run as never, { global: { plugins: [router], stubs: { ElDialog: { template: '<div role="dialog"><slot /></div>' } } }, attachTo: document.body })
		await settled()
		return fake
	}
	it('waits: names the limit, says that two persons are needed, offers to ask and to stop', async () => {
		await open(`/runs/${ID}`, run({ checks: [check('T2-HOME', 10, 2, 0, 0)] }), ['finance'])
		expect(page!.find('[data-test=run-why]').text()).toBe(r.why('新增212人，超过授权的100人') + r.twoPersons)
		expect(page!.find('[data-test=run-propose]').exists()).toBe(true)
		expect(page!.find('[data-test=run-stop]').exists()).toBe(true)
		expect(page!.find('[data-test=run-n-payable]').text()).toContain('3,604')
		expect(page!.find('[data-check=T2-HOME] a').attributes('href')).toBe(`/runs/${ID}?outcome=not_payable&code=T2-HOME`)
		expect(page!.find('progress').exists()).toBe(false)
	})
	it('an auditor reads and acts on nothing; a second asking is not offered', async () => {
		await open(`/runs/${ID}`, run(), ['auditor'])
		expect(page!.find('[data-test=run-stop], [data-test=run-propose]').exists()).toBe(false)
		page!.unmount()
		await open(`/runs/${ID}`, run({ proposed: true }), ['lead'])
		expect(page!.find('[data-test=run-propose]').exists()).toBe(false)
		expect(page!.text()).toContain(r.proposed)
	})
	it('a list by check: asked for with its check, shown in words, next page by the cursor of the answer', async () => {
		const fake = await open(`/runs/${ID}?outcome=not_payable&code=T2-HOME`, run(), ['finance'])
		expect(fake.mock.calls.map((call) => String(call[0]))).toContain(`/api/staff/run/people?id=${ID}&outcome=not_payable&code=T2-HOME`)
		const list = page!.find('.run-list')
		expect(list.find('tbody tr').text()).toContain('房产')
		expect(list.find(`a[href="/case/${'c'.repeat(32)}"]`).exists()).toBe(true)
		expect(list.find('.pager a').attributes('href')).toContain('cursor=77')
	})
	it('asks for the release with its note, a stop only with a reason', async () => {
		const fake = await open(`/runs/${ID}`, run(), ['finance'])
		const bodies = (): unknown[] => fake.mock.calls.filter((call) => (call[1] as RequestInit).method === 'POST').map((call) => [String(call[0]), JSON.parse(String((call[1] as RequestInit).body))])
		await page!.find('[data-test=run-stop]').trigger('click')
		await page!.find('[role=dialog] form').trigger('submit')
		await settled()
		expect(page!.find('[role=dialog] [role=alert]').text()).toBe(r.stop.missing)
		expect(bodies()).toEqual([])
		await page!.find('#ma-text').setValue(' 数据异常 ')
		await page!.find('[role=dialog] form').trigger('submit')
		await settled()
		await page!.find('[data-test=run-propose]').trigger('click')
		await page!.find('[role=dialog] form').trigger('submit')
		await settled()
		expect(bodies()).toEqual([['/api/staff/run/stop', { id: ID, reason: '数据异常' }], ['/api/staff/run/propose', { id: ID, note: '' }]])
	})
	it('is read again while it moves and somebody looks, and not after', async () => {
		vi.useFakeTimers()
		let moves = true
		let seen: DocumentVisibilityState = 'visible'
		vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => seen)
		const load = vi.fn(async () => undefined)
		const scope = effectScope()
		scope.run(() => useFollow(() => moves, load, 1000))
		await vi.advanceTimersByTimeAsync(2500)
		expect(load).toHaveBeenCalledTimes(2)
		seen = 'hidden'
		await vi.advanceTimersByTimeAsync(3000)
		expect(load).toHaveBeenCalledTimes(2)
		seen = 'visible'
		moves = false
		await vi.advanceTimersByTimeAsync(3000)
		expect(load).toHaveBeenCalledTimes(2)
		moves = true
		scope.stop()
		await vi.advanceTimersByTimeAsync(3000)
		expect(load).toHaveBeenCalledTimes(2)
		vi.restoreAllMocks()
	})
	it('is started for a scheme and a period, once', async () => {
		const fake = answers({ '/api/staff/run/start': { id: ID } })
		page = mount(RunStartDialog as never, { attachTo: document.body, global: { stubs: { ElDialog: { template: '<div><slot /></div>' } } } })
		await page.find('#rs-scheme').setValue('rental')
		await nextTick()
		await page.find('form').trigger('submit')
		await page.find('form').trigger('submit')
		await settled()
		expect(fake).toHaveBeenCalledTimes(1)
		const sent = JSON.parse(String((fake.mock.calls[0]![1] as RequestInit).body)) as { scheme: string; month: string }
		expect(sent.scheme).toBe('rental')
		expect(sent.month).toMatch(/^20[0-9]{2}-(01|04|07|10)$/)
		expect(page.emitted('started')).toEqual([[ID]])
	})
})
