/* 2.9(4) S13: the talent white list, as the page warns, takes a file, names what is wrong with it, shows what a list changes and looks a number up. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { setTransport } from '@/shared/api/client'
import { direct } from '@/shared/api/transport'
import { session } from '@/shared/state/session'
import Approvals from '@/admin/pages/Approvals.vue'
import Whitelist from '@/admin/pages/Whitelist.vue'
import { allowed, decidesKind } from '@/admin/state/roles'
import { toneOf } from '@/admin/state/tones'
import { FAULTS_MAX, faultOf, faultsOf, isUnderWay, leftText, readChanges, templateText, warningOf } from '@/admin/state/whitelist'
import { summaryRows } from '@/admin/state/words'
import { t } from '@/admin/texts'
import { w } from '@/admin/texts_whitelist'
import type { WhitelistRow, Whitelists } from '@/admin/types'

const ID = 'a'.repeat(32)
const OLD = 'b'.repeat(32)
const current = (days_left: number): NonNullable<Whitelists['current']> => ({ id: ID, as_of: '2026-11-01', total: 3204, active_at: '2026-11-03T10:00:00+08:00', days_left })
const row = (more: Partial<WhitelistRow> = {}): WhitelistRow => ({
	id: ID, as_of: '2026-11-01', state: 'waiting', total: 3204, loaded: 3204, added: 96, gone: 12, changed: 0, why: '', made_by: '何政策', decided_by: null, created_at: '2026-11-02T10:00:00+08:00', active_at: null, ...more,
})

describe('2.9(4) how long the list in force lasts', () => {
	it.each<[string, Whitelists['current'], string | null]>([['none at all', null, w.warnNone], ['too old', current(-1), w.warnOld], ['its last day', current(0), w.warnSoon], ['two weeks', current(14), w.warnSoon], ['longer', current(15), null]])('%s', (_name, now, wanted) =>
		expect(warningOf(now)?.text ?? null).toBe(wanted),
	)
	it('only what stops payments is an alarm', () => expect([warningOf(null)?.bad, warningOf(current(-1))?.bad, warningOf(current(3))?.bad]).toEqual([true, true, false]))
	it.each([[30, '还可使用 30 天'], [0, '今天是最后一天'], [-3, '已过期 3 天']])('%i days left: %s', (days, text) => expect(leftText(days)).toBe(text))
	it('every state of the contract has a word and a tone', () => {
		const states: WhitelistRow['state'][] = ['loading', 'waiting', 'active', 'replaced', 'refused']
		expect(states.every((state) => w.states[state])).toBe(true)
		expect(states.map(toneOf)).toEqual(['info', 'wait', 'ok', 'plain', 'bad'])
		expect(states.filter((state) => isUnderWay({ state }))).toEqual(['loading', 'waiting'])
	})
})

describe('2.9(4) faults of a file', () => {
	it.each([
		['a cell', '/rows/12/认定日期', { row: 12, column: '认定日期' }], ['the heads', '/rows/1/证件号码', { row: 1, column: '证件号码' }], ['without the word before it', '/7/姓名', { row: 7, column: '姓名' }],
		['a whole row', '/rows/9', { row: 9, column: '' }], ['a head with a slash', '/rows/2/a~1b~0c', { row: 2, column: 'a/b~c' }],
	])('%s', (_name, pointer, wanted) => expect(faultOf({ pointer, code: 'format', text: 'x' })).toEqual({ ...wanted, text: 'x' }))
	it('stand in the order of the rows', () => expect(faultsOf(['/rows/9/姓名', '/as_of', '/rows/2/姓名'].map((pointer) => ({ pointer, code: 'x', text: '' }))).map((one) => one.row)).toEqual([2, 9]))
	it('the day is no row', () => expect(faultOf({ pointer: '/as_of', code: 'format', text: 'x' })).toBeNull())
	it('the template has the mark of UTF-8, the heads and nobody', () => expect(templateText()).toBe('\ufeff姓名,证件号码,人才类别,认定日期,有效期起,有效期止,发证机关,文号\r\n'))
})

describe('2.9(4) whose differences are open', () => {
	const items = [row(), row({ id: OLD, state: 'active', gone: 0, added: 0, changed: 4 })]
	it.each([
		['the one that waits, who goes first', {}, { id: ID, kind: 'gone', cursor: '' }], ['one of the address', { id: OLD }, { id: OLD, kind: 'changed', cursor: '' }],
		['kind and page of the address', { id: ID, kind: 'added', cursor: '77' }, { id: ID, kind: 'added', cursor: '77' }], ['made-up words', { id: ID, kind: "'--", cursor: '1 OR 1' }, { id: ID, kind: 'gone', cursor: '' }],
		['closed', { id: '' }, null], ['an unknown list', { id: 'x' }, null],
	])('%s', (_name, query, wanted) => expect(readChanges(query, items)).toEqual(wanted))
	it('none while it is being loaded, none when none waits', () => {
		expect(readChanges({ id: ID }, [row({ state: 'loading' })])).toBeNull()
		expect(readChanges({}, [row({ state: 'active' })])).toBeNull()
	})
})

describe('2.9(4) who sees it and who agrees', () => {
	afterEach(() => (session.now = null))
	it('is read by those who read policies', () => expect(['policy', 'reviewer', 'lead', 'finance', 'auditor', 'cert', 'system_admin', 'security_admin', 'display'].map((role) => allowed('/whitelist', [role]))).toEqual([true, true, true, true, true, false, false, false, false]))
	it('is agreed on like a policy, not like money', () => {
		session.now = { roles: ['finance'] } as never
		expect([decidesKind('WHITELIST'), decidesKind('BATCH')]).toEqual([false, true])
		session.now = { roles: ['policy'] } as never
		expect([decidesKind('WHITELIST'), decidesKind('BATCH')]).toEqual([true, false])
	})
	it('the second person reads how many come, go and change', () =>
		expect(summaryRows({ scheme: null, list: ID, as_of: '2026-11-01', n: 3204, added: 96, gone: 12, changed: 0, note: null })).toEqual([
			{ label: '名单截至', value: '2026-11-01' }, { label: '名单条数', value: '3204' }, { label: '新增（人）', value: '96' }, { label: '移出（人）', value: '12' }, { label: '变化（人）', value: '0' },
		]))
})

interface Asked {
	method: string
	url: string
	body: unknown
	type: string | undefined
}
let asked: Asked[] = []
let page: VueWrapper | null = null
let router: Router

/* One answer after the other for a path; the last one stays. */
function serve(answers: Record<string, unknown[]>): void {
	setTransport((request) => {
		const path = request.url.replace(/^\/api\/staff/, '').replace(/\?.*/, '')
		asked.push({ method: request.method, url: request.url, body: request.body, type: request.headers['Content-Type'] })
		const list = answers[`${request.method} ${path}`] || []
		const one = (list.length > 1 ? list.shift() : list[0]) as { status?: number } | undefined
		const status = one ? one.status || 200 : 404
		return Promise.resolve({ status, type: status >= 400 ? 'application/problem+json' : 'application/json', text: () => Promise.resolve(JSON.stringify(one ?? {})) } as never)
	})
}
async function open(roles: string[], at = '/whitelist', component: unknown = Whitelist): Promise<VueWrapper> {
	session.now = { roles } as never
	router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { template: '<p />' } }] })
	await router.push(at)
	page = mount(component as never, { attachTo: document.body, global: { plugins: [router] } })
	await flushPromises()
	return page
}
const lists = (now: Whitelists['current'], ...items: WhitelistRow[]): Whitelists => ({ current: now, items })
async function choose(view: VueWrapper, name: string, text: string): Promise<void> {
	const input = view.find('#wl-file').element as HTMLInputElement
	Object.defineProperty(input, 'files', { value: [new File([text], name)], configurable: true })
	await view.find('#wl-file').trigger('change')
}
async function send(view: VueWrapper): Promise<void> {
	await view.find('[data-test=whitelist-upload] form').trigger('submit')
	await flushPromises()
}
const posted = (): Asked[] => asked.filter((one) => one.method === 'POST')

describe('2.9(4) the page', () => {
	beforeEach(() => {
		vi.useFakeTimers()
		asked = []
	})
	afterEach(() => {
		page?.unmount()
		page = null
		session.now = null
		setTransport(direct)
		vi.useRealTimers()
	})
	it('nothing in force is said plainly', async () => {
		serve({ 'GET /whitelist': [lists(null)] })
		const view = await open(['reviewer'])
		expect(view.find('[data-test=whitelist-warning]').text()).toBe(w.warnNone)
		expect(view.find('[data-test=whitelist-now]').text()).toContain(w.none)
		expect(view.text()).toContain(w.history.empty)
	})
	it('the one in force: its day, its size, how long it lasts', async () => {
		serve({ 'GET /whitelist': [lists(current(86), row({ state: 'active' }))] })
		const text = (await open(['finance'])).find('[data-test=whitelist-now]').text()
		for (const part of ['2026年11月1日', '3,204 条', '86 天']) expect(text).toContain(part)
		expect(page!.find('[data-test=whitelist-warning]').exists()).toBe(false)
	})
	it.each([['finance', false, false], ['auditor', false, true], ['reviewer', false, true], ['policy', true, true], ['lead', true, true]])('%s imports: %s, looks numbers up: %s', async (role, imports, finds) => {
		serve({ 'GET /whitelist': [lists(current(86))] })
		const view = await open([role])
		expect([view.find('[data-test=whitelist-upload]').exists(), view.find('[data-test=whitelist-find]').exists()]).toEqual([imports, finds])
	})
	it('sends the bytes of the file with its day, and nothing before both are there', async () => {
		serve({ 'GET /whitelist': [lists(current(86))], 'POST /whitelist': [{ id: ID }] })
		const view = await open(['policy'])
		await send(view)
		expect(view.find('[data-test=whitelist-upload] [role=alert]').text()).toBe(w.upload.asOfMissing)
		await view.find('#wl-as-of').setValue('2026-11-20')
		await send(view)
		expect(view.find('[data-test=whitelist-upload] [role=alert]').text()).toBe(w.upload.fileMissing)
		await choose(view, 'x.csv', '')
		await send(view)
		expect(view.find('[data-test=whitelist-upload] [role=alert]').text()).toBe(w.upload.fileEmpty)
		expect(posted()).toEqual([])
		await choose(view, 'x.csv', '姓名\r\n')
		await send(view)
		expect(posted()).toMatchObject([{ url: '/api/staff/whitelist?as_of=2026-11-20', type: 'application/octet-stream' }])
		expect(await (posted()[0]!.body as Blob).text()).toBe('姓名\r\n')
		expect(view.find('.note[role=status]').text()).toBe(w.upload.done)
	})
	it('faults stand row by row; that there may be more is said', async () => {
		const errors = Array.from({ length: FAULTS_MAX }, (_, i) => ({ pointer: `/rows/${i + 1}/认定日期`, code: 'format', text: '不是日期' }))
		serve({ 'GET /whitelist': [lists(current(86))], 'POST /whitelist': [{ status: 422, code: 'invalid', title: '有内容需要更正', errors: errors.slice(0, 2) }, { status: 422, code: 'invalid', title: '有内容需要更正', errors }] })
		const view = await open(['lead'])
		await view.find('#wl-as-of').setValue('2026-11-20')
		await choose(view, 'x.csv', '姓名\r\n')
		await send(view)
		expect(view.find('[data-test=whitelist-faults]').text()).toBe(w.faults.title(2))
		expect(view.findAll('[data-test=whitelist-upload] tbody tr').map((one) => one.findAll('td').map((cell) => cell.text()))).toEqual([['第 1 行（表头）', '认定日期', '不是日期'], ['第 2 行', '认定日期', '不是日期']])
		expect(document.activeElement?.getAttribute('data-test')).toBe('whitelist-faults')
		expect(view.find('.problem').exists()).toBe(false)
		expect(view.text()).not.toContain(w.faults.more(2))
		await send(view)
		expect(view.text()).toContain(w.faults.more(FAULTS_MAX))
	})
	it('what is not about a row is the sentence of the server: a spreadsheet of its own kind, another list under way', async () => {
		serve({ 'GET /whitelist': [lists(current(86))], 'POST /whitelist': [{ status: 415, code: 'media_type', title: '不支持的文件类型', detail: '请另存为 CSV' }, { status: 422, code: 'invalid', title: '有内容需要更正', detail: '第4行的引号不成对', errors: [{ pointer: '/rows/2/姓名', code: 'required', text: '没有填写' }] }, { status: 422, code: 'invalid', title: '有内容需要更正', errors: [{ pointer: '/as_of', code: 'x', text: '比现在的名单早' }] }] })
		const view = await open(['lead'])
		await view.find('#wl-as-of').setValue('2026-11-20')
		await choose(view, 'x.xlsx', 'PK')
		await send(view)
		expect(view.find('.problem').text()).toContain('请另存为 CSV')
		await send(view)
		expect([view.find('.problem').text().includes('第4行的引号不成对'), view.findAll('[data-test=whitelist-upload] tbody tr').length]).toEqual([true, 1])
		await send(view)
		expect(view.find('.problem-list').text()).toBe('比现在的名单早')
		expect(view.find('[data-test=whitelist-faults]').exists()).toBe(false)
	})
	it('is followed while it is loaded, then shows whom it changes and says that a second file has to wait', async () => {
		serve({
			'GET /whitelist': [lists(current(86), row({ state: 'loading', loaded: 1000 })), lists(current(86), row())],
			'GET /whitelist/changes': [{ items: [{ name: '王*明', idno: '330***********1234', before: 'E类 2024-01-01至2026-12-31', after: null }], next: '77' }],
		})
		const view = await open(['policy'])
		expect(view.find('[data-test=whitelist-loading] progress').attributes()).toMatchObject({ value: '1000', max: '3204' })
		expect(view.find('[data-test=whitelist-loading]').text()).toContain('1,000 / 3,204 条')
		expect(view.find('[data-test=whitelist-changes]').exists()).toBe(false)
		expect(view.find('[data-test=whitelist-busy]').exists()).toBe(true)
		await vi.advanceTimersByTimeAsync(1600)
		await flushPromises()
		expect(view.find('[data-test=whitelist-loading]').exists()).toBe(false)
		expect(view.find('[data-test=whitelist-waiting]').text()).toContain(w.changes.sum('96', '12', '0'))
		expect(asked.map((one) => one.url)).toContain(`/api/staff/whitelist/changes?id=${ID}&kind=gone`)
		const changes = view.find('[data-test=whitelist-changes]')
		expect(changes.find('tbody tr').text()).toContain('E类 2024-01-01至2026-12-31')
		expect(changes.findAll('thead th').map((one) => one.text())).toEqual([w.changes.name, w.changes.idno, w.changes.before])
		expect(changes.find('[aria-current]').attributes('data-kind')).toBe('gone')
		expect(changes.find('.pager a').attributes('href')).toContain('cursor=77')
		const looks = asked.length
		await vi.advanceTimersByTimeAsync(5000)
		expect(asked.length).toBe(looks)
	})
	it('a list that the rows themselves stop says why', async () => {
		serve({ 'GET /whitelist': [lists(null, row({ state: 'loading' })), lists(null, row({ state: 'refused', why: '第3行的姓名不一致' }))] })
		const view = await open(['policy'])
		await vi.advanceTimersByTimeAsync(1600)
		await flushPromises()
		expect(view.find('.note[role=status]').text()).toBe(w.refused('第3行的姓名不一致'))
	})
	it('history: each list opens its differences, a refused one says why', async () => {
		serve({ 'GET /whitelist': [lists(current(86), row({ state: 'refused', why: '少了一页', decided_by: '钱负责' }), row({ id: OLD, state: 'active' }))], 'GET /whitelist/changes': [{ items: [], next: null }] })
		const view = await open(['auditor'])
		const rows = view.findAll('section[aria-labelledby=wl-history] tbody tr')
		expect(rows[0]!.text()).toContain('少了一页')
		expect(rows[1]!.find('a').attributes('href')).toBe(`/whitelist?id=${OLD}`)
		await router.push(`/whitelist?id=${OLD}&kind=added`)
		await flushPromises()
		expect(asked.at(-1)!.url).toBe(`/api/staff/whitelist/changes?id=${OLD}&kind=added`)
		expect(view.find('[data-test=whitelist-changes]').text()).toContain(w.changes.empty)
	})
	it('looks a number up by a body; an open end is called so; nobody is said too', async () => {
		const entry = { list: ID, as_of: '2026-11-01', state: 'active', class: 'F2', recognised_on: '2024-01-01', valid_from: '2024-01-01', valid_to: null, issuer: '人才中心', document_no: '1号' }
		serve({ 'GET /whitelist': [lists(current(86))], 'POST /whitelist/find': [{ items: [entry] }, { items: [] }] })
		const view = await open(['reviewer'])
		const find = view.find('[data-test=whitelist-find]')
		await find.find('form').trigger('submit')
		expect(find.find('[role=alert]').text()).toBe(w.find.missing)
		await find.find('#wl-find').setValue(' 330106199001011234 ')
		await find.find('form').trigger('submit')
		await flushPromises()
		expect(posted()).toMatchObject([{ url: '/api/staff/whitelist/find', body: '{"idno":"330106199001011234"}' }])
		expect(find.find('tbody tr').text()).toContain('2024-01-01 至 长期')
		expect(find.find('tbody tr').text()).toContain(w.states.active)
		await find.find('form').trigger('submit')
		await flushPromises()
		expect(find.text()).toContain(w.find.none)
	})
	it('the page of approvals leads to its differences', async () => {
		const approval = { id: 1, kind: 'WHITELIST', subject: 5, digest: 'd', made_by: '何政策', made_at: '2026-11-02T10:00:00+08:00', expires_at: '2026-11-09T10:00:00+08:00', mine: false, summary: { scheme: null, list: ID, as_of: '2026-11-01', n: 2, added: 1, gone: 1, changed: 0, note: null } }
		serve({ 'GET /approvals': [{ items: [approval] }] })
		const view = await open(['lead'], '/approvals', Approvals)
		const box = view.find('[data-kind=WHITELIST]')
		expect(box.find('h3').text()).toBe(t.approvals.kinds.WHITELIST)
		expect(box.find(`a[href="/whitelist?id=${ID}"]`).text()).toBe(t.approvals.seeList)
		expect(box.find('[data-test=approval-yes]').exists()).toBe(true)
		page!.unmount()
		await open(['security_admin'], '/approvals', Approvals)
		expect(page!.find('[data-kind=WHITELIST] a').exists()).toBe(false)
	})
})
