/* B3 S29: a draft tried on the live population, as the page starts, watches, shows and exports it. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { setTransport } from '@/shared/api/client'
import { direct } from '@/shared/api/transport'
import { session } from '@/shared/state/session'
import { p } from '@/admin/texts_policy'
import type { Population, PopulationCaseLine, PopulationLine } from '@/admin/types'
import PolicyPopulation from '@/admin/widgets/PolicyPopulation.vue'

const w = p.population
const sums = { judged: 0, people: 0, same: 0, gain: 0, lose: 0, newly_paid: 0, no_longer: 0, other: 0, waits: 0, before_fen: 0, after_fen: 0 }
const trial = (more: Partial<Population> = {}): Population => ({
	trial: 7, version: 'T2S-2027', ver: 1, scheme: 'type2', month: '2027-01', facts_month: '2026-11', state: 'running', asked_by: '何政策', asked_at: '2026-11-28T10:00:00+08:00', kept: true, why: null, place: null,
	before: { admission: 'T2-2023', standard: 'T2S-2022' }, after: { admission: 'T2-2023', standard: 'T2S-2027' }, done: 0, total: 100, ms: 0, per_second: 0, left_s: null, parts: 2, sums, checks: [], cases: null, ...more,
})
const line = (number: string, more: Partial<PopulationLine> = {}): PopulationLine => ({
	number, case: 'c'.repeat(32), applicant: '周*远', kind: 'gain', before: { outcome: 'payable', fen: 108000, failed: [] }, after: { outcome: 'payable', fen: 118800, failed: [] }, ...more,
})
const ended = trial({
	state: 'done', done: 100, checks: [{ code: 'T2-LEASE', before: 3, after: 5 }],
	sums: { ...sums, judged: 100, people: 180, same: 60, gain: 30, lose: 4, newly_paid: 5, no_longer: 1, waits: 2, before_fen: 1000000, after_fen: 1080050 },
})

const caseLine = (number: string, more: Partial<PopulationCaseLine> = {}): PopulationCaseLine => ({
	number, case: number.padStart(32, '0'), applicant: '沈*川', kind: 'newly_approved', before: { outcome: 'refused', checks: ['T2-INCOME'] }, after: { outcome: 'approved', checks: [] }, ...more,
})
const withCases = trial({
	state: 'done', done: 130, total: 130,
	cases: {
		since: '2025-11-28', done: 30, total: 30, parts: 2, judged: 20, same: 15, newly_approved: 3, newly_refused: 0, newly_waiting: 1, other: 1, before: { approved: 12, refused: 8, waiting: 0 },
		after: { approved: 14, refused: 5, waiting: 1 }, checks: [{ code: 'T2-INCOME', before: 6, after: 3 }],
	},
})

interface Asked {
	method: string
	url: string
	body: unknown
}
let asked: Asked[] = []
let answers: Record<string, unknown[]> = {}
let page: VueWrapper | null = null

/* One answer after the other for a path; the last one stays. */
function serve(given: Record<string, unknown[]>): void {
	answers = given
	setTransport((request) => {
		const path = request.url.replace(/^\/api/, '').replace(/\?.*/, '')
		asked.push({ method: request.method, url: request.url, body: typeof request.body === 'string' ? JSON.parse(request.body) : null })
		const list = answers[`${request.method} ${path}`] || []
		const one = list.length > 1 ? list.shift() : list[0]
		const failed = one === undefined || (one as { status?: number }).status !== undefined
		const status = one === undefined ? 404 : failed ? (one as { status: number }).status : 200
		const text = typeof one === 'string' ? one : JSON.stringify(one ?? {})
		return Promise.resolve({ status, type: failed ? 'application/problem+json' : 'application/json', text: () => Promise.resolve(text), blob: () => Promise.resolve(new Blob([text])) } as never)
	})
}
async function open(roles: string[], props: object = {}): Promise<VueWrapper> {
	session.now = { roles } as never
	const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { template: '<p />' } }] })
	page = mount(PolicyPopulation, { props: { version: 'T2S-2027', ver: 1, ready: true, titles: { 'T2-LEASE': '租赁备案', 'T2-INCOME': '收入' }, admission: false, ...props }, attachTo: document.body, global: { plugins: [router] } })
	await flushPromises()
	return page
}
const cells = (view: VueWrapper): string[] => view.findAll('[data-test=population-sums] dd').map((one) => one.text())

beforeEach(() => {
	vi.useFakeTimers()
	asked = []
})
afterEach(() => {
	page?.unmount()
	page = null
	vi.useRealTimers()
	vi.restoreAllMocks()
	setTransport(direct)
})

describe('B3 a draft on the live population', () => {
	it('B3: is started for a month, watched until it ends, and its people are listed', async () => {
		serve({
			'GET /staff/policy/populations': [{ items: [] }],
			'POST /staff/policy/population': [{ trial: 7 }],
			'GET /staff/policy/population': [trial({ done: 40, per_second: 20, left_s: 3 }), ended],
			'GET /staff/policy/population/people': [{ items: [line('B1')], next: '1' }, { items: [line('B2', { kind: 'no_longer', after: { outcome: 'not_payable', fen: 0, failed: ['T2-LEASE'] } })], next: null }],
		})
		const view = await open(['policy', 'reviewer'])
		await view.get('#pp-month').setValue(' 2027-02 ')
		await view.get('form').trigger('submit')
		await flushPromises()
		expect(asked.find((one) => one.method === 'POST')?.body).toEqual({ version: 'T2S-2027', ver: 1, month: '2027-02' })
		expect(view.get('[data-test=population-progress]').text()).toBe(w.far(40, 100, 20, 3))
		expect(view.find('[data-test=population-start]').exists()).toBe(false)
		await vi.advanceTimersByTimeAsync(1100)
		await flushPromises()
		expect(view.find('[data-test=population-progress]').exists()).toBe(false)
		expect(cells(view)).toEqual(['100 份，覆盖 180 人', '30 份', '4 份', '5 份', '1 份', '0 份', '60 份', '2 份', '10,000.00 元', '10,800.50 元', '+800.50 元'])
		expect(view.text()).toContain('租赁备案')
		expect(view.text()).toContain(w.people(40))
		expect(view.text()).toContain('+108.00')
		expect(view.get('a.pol-link').attributes('href')).toContain('/case?id=')
		await view.get('[data-test=population-more]').trigger('click')
		await flushPromises()
		expect(view.findAll('tbody tr').at(-1)!.text()).toContain('不发放（租赁备案）')
		expect(view.text()).toContain('-1,080.00')
		expect(view.find('[data-test=population-more]').exists()).toBe(false)
		/* Nothing more is asked for once it has ended. */
		const n = asked.length
		await vi.advanceTimersByTimeAsync(20000)
		expect(asked.length).toBe(n)
	})
	it('B3: a filter asks again, and the table is taken away in parts as one file', async () => {
		serve({ 'GET /staff/policy/populations': [{ items: [ended] }], 'GET /staff/policy/population': [ended], 'GET /staff/policy/population/people': [{ items: [line('B1')], next: null }], 'POST /staff/policy/population/export': ['head\r\n1\r\n', '2\r\n'] })
		const files: Blob[] = []
		vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => (files.push(blob as Blob), 'blob:x'))
		const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
		const view = await open(['lead'])
		await view.get('#pp-kind').setValue('lose')
		await flushPromises()
		expect(asked.at(-1)?.url).toContain('kind=lose')
		await view.get('[data-test=population-export]').trigger('click')
		await flushPromises()
		expect(asked.filter((one) => one.url.endsWith('/export')).map((one) => one.body)).toEqual([{ trial: 7, part: 1, kind: 'lose' }, { trial: 7, part: 2, kind: 'lose' }])
		expect(await files[0]!.text()).toBe('head\r\n1\r\n2\r\n')
		expect(click).toHaveBeenCalledOnce()
		/* Who only reads starts none. */
		expect(view.find('[data-test=population-start]').exists()).toBe(false)
		view.unmount()
		expect((await open(['auditor'])).find('[data-test=population-export]').exists()).toBe(false)
	})
	it('B3: what stopped it is said with its place; a draft changed since is pointed out; a policy officer opens no case', async () => {
		serve({ 'GET /staff/policy/populations': [{ items: [trial({ state: 'failed' })] }], 'GET /staff/policy/population': [trial({ state: 'failed', why: '应在1至100000000之间', place: '/parameters/rate_fen_per_m2/value' })] })
		let view = await open(['policy'], { ver: 2 })
		expect(view.get('[data-test=population-failed]').text()).toBe(w.failed('应在1至100000000之间', w.placeParam('每平方米每月标准（元）')))
		expect(view.get('[data-test=population-older]').text()).toBe(w.older(1))
		expect(view.find('[data-test=population-sums]').exists()).toBe(false)
		expect(view.find('[data-test=population-start]').exists()).toBe(true)
		view.unmount()
		serve({ 'GET /staff/policy/populations': [{ items: [ended] }], 'GET /staff/policy/population': [ended], 'GET /staff/policy/population/people': [{ items: [line('B1')], next: null }] })
		view = await open(['policy'], { ready: false })
		expect(view.find('a.pol-link').exists()).toBe(false)
		expect(view.text()).toContain('B1')
		expect(view.get('[data-test=population-start]').attributes('disabled')).toBeDefined()
	})
	it('B3: it is stopped, a refusal is shown, and a look that fails is tried again', async () => {
		serve({
			'GET /staff/policy/populations': [{ items: [trial()] }],
			'GET /staff/policy/population': [trial(), { status: 503, title: '系统繁忙' }, trial({ done: 60 }), trial({ state: 'stopped', done: 60 })],
			'POST /staff/policy/population/stop': [{ status: 409, title: '办件状态已变化', detail: '这次试算已经结束' }, ''],
		})
		const view = await open(['policy'])
		await vi.advanceTimersByTimeAsync(1100)
		await vi.advanceTimersByTimeAsync(5100)
		await flushPromises()
		expect(view.get('[data-test=population-progress]').text()).toContain('60 / 100')
		await view.get('[data-test=population-stop]').trigger('click')
		await flushPromises()
		expect(view.text()).toContain('办件状态已变化')
		await view.get('[data-test=population-stop]').trigger('click')
		await flushPromises()
		expect(view.text()).toContain(w.states.stopped)
		expect(view.find('[data-test=population-stop]').exists()).toBe(false)
	})
	it('B3: a draft of admissions shows past applications, asks since a day, lists and exports them, and says what does not count', async () => {
		const list = { 'GET /staff/policy/populations': [{ items: [withCases] }], 'GET /staff/policy/population/people': [{ items: [], next: null }] }
		serve({
			...list,
			'GET /staff/policy/population': [withCases],
			'GET /staff/policy/population/cases': [{ items: [caseLine('3301201')], next: '9' }, { items: [caseLine('3301202', { kind: 'newly_waiting', before: { outcome: 'approved', checks: [] }, after: { outcome: 'waiting', checks: ['T2-INCOME'] } })], next: null }],
			'POST /staff/policy/population': [{ trial: 7 }],
			'POST /staff/policy/population/export': ['head\r\n1\r\n', '2\r\n'],
		})
		vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x')
		const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
		const view = await open(['policy', 'reviewer'], { admission: true })
		const section = view.get('[data-test=population-cases]')
		expect(section.text()).toContain(w.cases.lead('2025-11-28'))
		expect(w.cases.lead('')).toContain('工作人员另行作出的决定不计')
		expect(section.findAll('[data-test=population-case-sums] dd').map((one) => one.text())).toEqual(['20 件', '3 件', '0 件', '1 件', '1 件', '15 件'])
		const tables = section.findAll('table').map((one) => one.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text())))
		expect(tables[0]).toEqual([['通过', '12', '14', '+2'], ['不通过，转人工', '8', '5', '-3'], ['数据未到', '0', '1', '+1']])
		expect(tables[1]).toEqual([['收入T2-INCOME', '6', '3', '-3']])
		expect(tables[2]).toEqual([['3301201', '沈*川', '改为通过', '不通过，转人工（收入）', '通过']])
		expect(section.get('a.pol-link').attributes('href')).toContain(`/case?id=${'3301201'.padStart(32, '0')}`)
		await section.get('[data-test=population-case-more]').trigger('click')
		await flushPromises()
		expect(section.findAll('tbody tr').at(-1)!.text()).toContain('数据未到（收入）')
		await section.get('#pc-kind').setValue('newly_refused')
		await flushPromises()
		expect(asked.at(-1)?.url).toMatch(/population\/cases\?.*kind=newly_refused/)
		await section.get('[data-test=population-case-export]').trigger('click')
		await flushPromises()
		expect(asked.filter((one) => one.url.endsWith('/export')).map((one) => one.body)).toEqual([1, 2].map((part) => ({ trial: 7, section: 'cases', kind: 'newly_refused', part })))
		expect(click).toHaveBeenCalledOnce()
		await view.get('#pp-since').setValue(' 2026-01-01 ')
		await view.get('form').trigger('submit')
		await flushPromises()
		expect(asked.find((one) => one.method === 'POST' && one.url.endsWith('/population'))?.body).toEqual({ version: 'T2S-2027', ver: 1, since: '2026-01-01' })
		view.unmount()
		/* Evidence that is broken is reached from here; a draft of standards has neither section nor day. */
		const place = 'c'.repeat(32), failed = trial({ ...withCases, state: 'failed', why: '这份申请的核查数据无法打开', place })
		serve({ ...list, 'GET /staff/policy/population': [failed] })
		const stopped = await open(['policy', 'reviewer'], { admission: true })
		expect(stopped.get('[data-test=population-failed]').text()).toContain(w.failed('这份申请的核查数据无法打开', w.placeCase))
		expect(stopped.get('[data-test=population-failed] a').attributes('href')).toContain(place)
		expect(stopped.find('[data-test=population-cases]').exists()).toBe(false)
		stopped.unmount()
		serve({ ...list, 'GET /staff/policy/population': [ended] })
		const standard = await open(['policy'])
		expect(standard.find('[data-test=population-cases]').exists()).toBe(false)
		expect(standard.find('#pp-since').exists()).toBe(false)
	})
})
