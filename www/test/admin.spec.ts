/* The pure parts of the staff pages, by feature id. */
import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { CheckResult } from '@/shared/api/types'
import { isTyping, keyName, listenKeys, useKeys } from '@/admin/keys/keys'
import { findBody, readFilters, writeFilters } from '@/admin/state/filters'
import { useIntent } from '@/admin/state/intent'
import { jobMatrix } from '@/admin/state/jobs'
import { keepList, neighbour, placeOf } from '@/admin/state/list'
import { readMandate } from '@/admin/state/mandate'
import { closable, closeWords, diffLines, doubtful, mandateLines, payoutLines, releasable, stoppable, stopWords } from '@/admin/state/money'
import { prefs } from '@/admin/state/prefs'
import { allowed } from '@/admin/state/roles'
import { jobProblem } from '@/admin/state/staff_job'
import { toneOf } from '@/admin/state/tones'
import { secondsLeft, undoSpan, WINDOW_MS } from '@/admin/state/undo'
import { countChars, dueWords, factTable, heldText, materialsOf, openChecks, shortDigest, smsPreview, smsProblem, splitReasons, summaryRows, totalOf, wordOf } from '@/admin/state/words'
import { t } from '@/admin/texts'
import type { Mandate, Reason, ReconDiff, StaffPayout } from '@/admin/types'
import DataTable from '@/admin/widgets/DataTable.vue'
import MoneyActDialog from '@/admin/widgets/MoneyActDialog.vue'

const check = (rule: string, outcome: CheckResult['outcome'], more: Partial<CheckResult> = {}): CheckResult => ({
	rule, outcome, tender_id: '4D-1', title: rule, settled: false, overridden: null, facts: [], threshold: { text: '', clause: '' }, explain: '', next: { kind: 'none', text: '', materials: [] }, ...more,
})
const reason = (code: string, more: Partial<Reason> = {}): Reason => ({
	code, scheme: 'type2', check_code: code, title: `原因${code}`, sms_text: '户籍：请带户口簿', page_text: '说明', materials: ['household_book'], active: true, ver: 1, used: 0, ...more,
})

describe('S03 queue filters live in the address', () => {
	const cases: [string, Record<string, string | string[]>, { state: string; scheme: string; due: string; cursor: string }][] = [
		['nothing chosen: what waits for a person', {}, { state: 'in_review', scheme: '', due: '', cursor: '' }],
		['all states', { state: 'all' }, { state: '', scheme: '', due: '', cursor: '' }],
		['everything chosen', { state: 'supplement', scheme: 'rental', due: 'overdue', cursor: 'x1' }, { state: 'supplement', scheme: 'rental', due: 'overdue', cursor: 'x1' }],
		['made-up values are dropped', { state: 'nonsense', scheme: "';--", due: 'never' }, { state: 'in_review', scheme: '', due: '', cursor: '' }],
		['a list counts by its first', { state: ['refused', 'approved'] }, { state: 'refused', scheme: '', due: '', cursor: '' }],
	]
	it.each(cases)('%s', (_name, query, wanted) => {
		expect(readFilters(query)).toEqual(wanted)
		expect(readFilters(writeFilters(wanted))).toEqual(wanted)
	})
	it('a cursor is never longer than the contract allows', () => {
		expect(readFilters({ cursor: 'x'.repeat(200) }).cursor).toHaveLength(80)
	})
	it('an ID number is told from a filing number, spaces and small x allowed', () => {
		expect(findBody(' 330106 19950307 001x ')).toEqual({ idno: '33010619950307001X' })
		expect(findBody('3301062026112300000011')).toEqual({ projid: '3301062026112300000011' })
		expect(findBody('33010619950307001')).toEqual({ projid: '33010619950307001' })
		expect(findBody('   ')).toBeNull()
	})
	it('previous and next follow the list that was opened', () => {
		keepList(['a', 'b', 'c'], '/queue?state=refused')
		expect([neighbour('a', -1), neighbour('a', 1), neighbour('b', 1), neighbour('c', 1), neighbour('z', 1)]).toEqual([null, 'b', 'c', null, null])
		expect([placeOf('b'), placeOf('z')]).toEqual([1, -1])
	})
	it('the deadline is a sentence, with the tone only beside it', () => {
		const row = { due_on: '2026-11-20', light: 'red' as const, state: 'in_review' as const }
		expect(dueWords(row, '2026-11-22')).toEqual({ light: 'red', text: '已超过 2 天' })
		expect(dueWords({ ...row, due_on: '2026-11-22', light: 'yellow' }, '2026-11-22').text).toBe('今天截止')
		expect(dueWords({ ...row, state: 'supplement' }, '2026-11-22')).toEqual({ light: 'none', text: t.queue.paused })
		expect(dueWords({ ...row, state: 'approved' }, '2026-11-22').light).toBe('none')
		expect(dueWords({ ...row, due_on: null }, '2026-11-22').text).toBe(t.queue.notAccepted)
	})
})

describe('4C-13 G2 refusal reasons', () => {
	it.each([
		['户籍：请带户口簿', ''], ['一二三四五六七八九十一二三四五六七八九十', ''], ['一二三四五六七八九十一二三四五六七八九十一', t.reasons.over],
		['收入超过 8 万元', t.reasons.digits], ['收入超过８万元', t.reasons.digits], ['𠮷'.repeat(20), ''], ['𠮷'.repeat(21), t.reasons.over],
	])('SMS text %s', (text, wanted) => expect(smsProblem(text)).toBe(wanted))
	it('counts characters, not code units', () => expect(countChars('𠮷林：请带证')).toBe(6))
	it('the preview says exactly the SMS texts of what was chosen', () => {
		const text = smsPreview([reason('A', { sms_text: '社保：请带缴纳证明' }), reason('B', { sms_text: '学历：请带毕业证书' })])
		expect(text).toContain('社保：请带缴纳证明；学历：请带毕业证书')
	})
	it('G3: the papers of all reasons, each once, in order', () => {
		expect(materialsOf([reason('A', { materials: ['x', 'y'] }), reason('B', { materials: ['y', 'z'] }), reason('C', { materials: [] })])).toEqual(['x', 'y', 'z'])
	})
	it('reasons of failed checks come first; passed, overruled and settled ones do not suggest; stopped ones are gone', () => {
		const reasons = [reason('A'), reason('B'), reason('C'), reason('D'), reason('E', { active: false }), reason('G', { check_code: null })]
		const checks = [check('A', 'pass'), check('B', 'fail'), check('C', 'fail', { overridden: { by: '王', reason: '看过原件' } }), check('D', 'fail', { settled: true }), check('E', 'fail')]
		const split = splitReasons(reasons, checks, '')
		expect(split.suggested.map((r) => r.code)).toEqual(['B'])
		expect(split.others.map((r) => r.code)).toEqual(['A', 'C', 'D', 'G'])
		expect(splitReasons(reasons, checks, '原因A').others.map((r) => r.code)).toEqual(['A'])
	})
	it('4C-2: a yes names the checks that it overrules', () => {
		const open = openChecks([check('A', 'pass'), check('B', 'fail'), check('C', 'unknown'), check('D', 'fail', { settled: true }), check('E', 'not_applicable'), check('F', 'fail', { overridden: { by: '王', reason: 'x' } })])
		expect(open.map((c) => c.rule)).toEqual(['B', 'C'])
	})
})

describe('undo window and request keys', () => {
	const now = Date.parse('2026-11-22T10:00:00+08:00')
	it.each([
		['thirty seconds', '2026-11-22T10:00:30+08:00', 30000], ['another clock, behind', '2026-11-22T09:00:00+08:00', WINDOW_MS], ['another clock, far ahead', '2027-01-01T00:00:00+08:00', WINDOW_MS],
		['unreadable', 'soon', WINDOW_MS],
	])('%s', (_name, at, wanted) => expect(undoSpan(at, now)).toBe(wanted))
	it('counts down to nothing, never below', () => {
		expect([secondsLeft(30500, 500), secondsLeft(30500, 29600), secondsLeft(30500, 30500), secondsLeft(30500, 40000)]).toEqual([30, 1, 0, 0])
	})
	it('the same content keeps its key, another content or a finished one gets a new key', () => {
		const intent = useIntent()
		const first = intent.key({ id: 'a', yes: true })
		expect(first).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
		expect(intent.key({ id: 'a', yes: true })).toBe(first)
		const second = intent.key({ id: 'a', yes: false })
		expect(second).not.toBe(first)
		intent.done()
		expect(intent.key({ id: 'a', yes: false })).not.toBe(second)
	})
})

describe('4C-10a everything fetched, as tables', () => {
	it('columns are the union of the labels, holes stay empty', () => {
		const rows = [[{ label: '月份', value: '2026-10' }, { label: '缴纳地', value: '西湖区' }], [{ label: '月份', value: '2026-09' }, { label: '单位', value: '甲' }]]
		expect(factTable(rows)).toEqual({ columns: ['月份', '缴纳地', '单位'], cells: [['2026-10', '西湖区', ''], ['2026-09', '', '甲']] })
		expect(factTable([])).toEqual({ columns: [], cells: [] })
	})
	it('a label given twice in one row loses nothing', () => {
		expect(factTable([[{ label: '子女', value: '甲' }, { label: '子女', value: '乙' }]]).cells).toEqual([['甲、乙']])
	})
})

describe('3.1 4C-9 two persons for money', () => {
	it('batch and budget ask for the total again, others do not', () => {
		expect(totalOf('BATCH', { n: 2, sum_fen: 216000 })).toBe(216000)
		expect(totalOf('BUDGET', { sum_fen: 5 })).toBe(5)
		expect(totalOf('MANDATE', { sum_fen: 5 })).toBeNull()
		expect(totalOf('BATCH', {})).toBeNull()
	})
	it('shows every line of what is agreed, in words and yuan, unknown keys as they are', () => {
		expect(summaryRows({ scheme: 'type2', n: 2, sum_fen: 216000, outcome: null, note: null, oddity: 'z' })).toEqual([
			{ label: '业务', value: '公租房二类补贴' }, { label: '笔数', value: '2' }, { label: '总额', value: '2,160.00 元' }, { label: 'oddity', value: 'z' },
		])
	})
	const typed = { scheme: 'type2', per: '5,000', day: '100000', count: '50', overrides: '0', runPayees: '', runSum: ' ', runNew: '', from: '2026-11-22', to: '2027-11-21' }
	it('a mandate as typed becomes limits in fen', () => {
		expect(readMandate(typed).limits).toEqual({ scheme: 'type2', per_payment_fen: 500000, per_day_fen: 10000000, per_day_count: 50, overrides_per_day: 0, valid_from: '2026-11-22', valid_to: '2027-11-21' })
	})
	it('4F-7: all three limits of runs go along, none stay away', () => {
		expect(readMandate({ ...typed, runPayees: '20', runSum: ' 100 ', runNew: '0' }).limits).toMatchObject({ run_payees_percent: 20, run_sum_percent: 100, run_new_payees: 0 })
		expect(Object.keys(readMandate(typed).limits!)).not.toContain('run_payees_percent')
	})
	it('4F-7: the second person of a mandate reads its limits of runs, or that there are none', () => {
		expect(summaryRows({ scheme: 'type2', run_payees_percent: null, run_sum_percent: null, run_new_payees: null })).toEqual([{ label: '业务', value: '公租房二类补贴' }, { label: t.mandates.runs, value: t.mandates.runsNone }])
		expect(summaryRows({ run_payees_percent: 20, run_sum_percent: 0, run_new_payees: 100 }).map((line) => line.value)).toEqual(['20%', '0%', '100'])
	})
	it('4F-7: the second person of a run reads month, people, sum and the limit it passed, and types the sum again', () => {
		const run = { scheme: 'type2', month: '2026-11', n: 3604, sum_fen: 389232000, why: '新增212人，超过授权的100人', run: 'a'.repeat(32), note: null }
		expect(totalOf('RUN', run)).toBe(389232000)
		expect(summaryRows(run).map((line) => `${line.label} ${line.value}`)).toEqual(['业务 公租房二类补贴', '月份 2026-11', '可发放人数 3604', '总额 3,892,320.00 元', '为什么要批准 新增212人，超过授权的100人'])
	})
	it.each([
		['no amount', { per: '' }, t.mandates.wrongMoney], ['three decimals', { per: '1.234' }, t.mandates.wrongMoney], ['zero', { per: '0' }, t.mandates.wrongMoney], ['a day under a payment', { day: '4999.99' }, t.mandates.wrongOrder],
		['count zero', { count: '0' }, t.mandates.wrongCount], ['count with a fraction', { count: '1.5' }, t.mandates.wrongCount], ['negative overrides', { overrides: '-1' }, t.mandates.wrongCount],
		['4F-7 one run limit alone', { runPayees: '20' }, t.mandates.wrongRuns], ['4F-7 a run limit above a hundred percent', { runPayees: '101', runSum: '0', runNew: '0' }, t.mandates.wrongRuns],
		['4F-7 a run limit with a fraction', { runPayees: '20', runSum: '2.5', runNew: '0' }, t.mandates.wrongRuns], ['4F-7 more new payees than there may be', { runPayees: '20', runSum: '20', runNew: '1000001' }, t.mandates.wrongRuns],
		['no end', { to: '' }, t.mandates.wrongDays], ['end before start', { to: '2026-11-21' }, t.mandates.wrongDays],
	])('refuses %s', (_name, change, wrong) => expect(readMandate({ ...typed, ...change })).toEqual({ limits: null, wrong }))
	it('a hold is a sentence with its day; a sentence of the server stays', () => {
		expect(heldText('mandate:override@2026-11-22')).toBe(`${t.money.holds['mandate:override']}（2026-11-22）`)
		expect([heldText('account'), heldText('等另一件'), heldText(null)]).toEqual([t.money.holds.account, '等另一件', ''])
	})
	it('a digest is read in groups', () => expect(shortDigest('abcdef0123456789ffff')).toBe('abcd ef01 2345 6789'))
	it('a failed job says why, whether it answers a sentence or a problem', () => {
		expect(jobProblem('预算不足').title).toBe('预算不足')
		expect(jobProblem({ type: 'x', title: '内容已变', status: 409, code: 'stale', instance: '' }).code).toBe('stale')
	})
})

describe('3.1 3.2 what a person may do about a payment, a mandate, a difference', () => {
	const payout: StaffPayout = { id: 'a'.repeat(32), case: 'b'.repeat(32), applicant: '王*明', scheme: 'type2', period: '2026-11', amount_fen: 108000, state: 'ready', account: '6217********1234', held: 'duplicate', created_at: '2026-11-22T10:00:00+08:00' }
	const mandate: Mandate = { id: 7, scheme: 'type2', per_payment_fen: 500000, per_day_fen: 10000000, per_day_count: 50, overrides_per_day: 0, run_payees_percent: null, run_sum_percent: null, run_new_payees: null, valid_from: '2026-01-01', valid_to: '2026-12-31', state: 'in_force', today: { fen: 216000, n: 2 } }
	const diff: ReconDiff = { id: 3, kind: 'only_bank', e2e_id: '7'.repeat(32), ours_fen: null, bank_fen: 108000, state: 'open', asks_paid: false, debited: false, proposed: false }
	it.each([
		['ready', 'bank_refused', true], ['ready', 'duplicate', true], ['ready', 'conflict', true], ['ready', 'account', false], ['ready', 'mandate:day@2026-11-22', false], ['ready', 'mandate:none', false],
		['ready', null, false], ['ready', undefined, false], ['in_flight', 'conflict', false], ['paid', 'duplicate', false], ['closed', 'bank_refused', false],
	] as const)('a payout %s held by %s: lifted by hand %s', (state, held, wanted) => expect(releasable({ state, held })).toBe(wanted))
	it.each([['in_force', true], ['proposed', false], ['revoked', false], ['expired', false], ['refused', false]] as const)('a mandate %s: stopped %s', (state, wanted) => expect(stoppable({ state })).toBe(wanted))
	it.each([['open', true], ['OPEN', true], ['closed', false]])('a difference %s: closed %s', (state, wanted) => expect(closable({ state })).toBe(wanted))
	const older = { ...mandate, id: 6, per_payment_fen: 300000 }
	it.each<[string, Mandate[], string]>([
		['alone', [mandate], t.mandates.stop.none],
		['an earlier one takes its place', [older, mandate], t.mandates.stop.next('3,000.00 元', '100,000.00 元')],
		['a newer one counts already', [{ ...mandate, id: 8 }, mandate], t.mandates.stop.idle],
		['not begun yet', [{ ...mandate, id: 8, valid_from: '2026-12-01' }, mandate], t.mandates.stop.none],
		['run out', [{ ...older, valid_to: '2026-11-21' }, mandate], t.mandates.stop.none],
		['revoked or of another scheme', [{ ...older, state: 'revoked' }, { ...older, scheme: 'rental' }, mandate], t.mandates.stop.none],
	])('what stops with a mandate: %s', (_name, all, wanted) => expect(stopWords(mandate, all, '2026-11-22').effects[0]).toBe(wanted))
	it('the dialog shows what it is about, without holes', () => {
		expect(payoutLines(payout).map((line) => line.value)).toEqual(['王*明', '2026-11', '1,080.00', '6217********1234', t.money.holds.duplicate])
		expect(mandateLines(mandate).map((line) => line.value)).toEqual(['公租房二类补贴', '5,000.00', '100,000.00', '50', t.mandates.runsNone, '2026-01-01 – 2026-12-31', t.mandates.todayText('2,160.00 元', 2)])
		expect(diffLines(diff).map((line) => line.value)).toEqual([t.recon.kinds.only_bank, t.recon.nothing, '1,080.00 元', '7'.repeat(32)])
	})
	it('the second person sees both sides of a difference, also the one that knows nothing', () => {
		expect(summaryRows({ e2e_id: '7', day: '2026-11-21', ours_fen: null, bank_fen: 108000, outcome: 'SUCCEEDED', evidence: 'HD-1', note: '说明' }).map((line) => `${line.label} ${line.value}`)).toEqual([
			'付款编号 7', '日期 2026-11-21', `本系统 ${t.recon.nothing}`, '银行对账单 1,080.00 元', '认定结果 已付成', '凭证编号 HD-1', '说明 说明',
		])
	})
	it.each([['unknown', 5, true], ['UNKNOWN', 5, true], ['sent', 5, false], ['unknown', null, false], [null, 5, false]] as const)('a payment %s (attempt %s): ended by hand %s', (state, attempt, wanted) =>
		expect(doubtful({ attempt_state: state, attempt })).toBe(wanted),
	)
	it('a difference asks whether the money left only where the bank contradicts itself', () => {
		expect(closeWords(diff).said).toBeUndefined()
		expect(closeWords({ ...diff, asks_paid: true }).effects).toContain(t.recon.close.asks.effects[1])
		expect(closeWords({ ...diff, asks_paid: true, debited: true }).effects).toContain(t.recon.close.asks.debited[0])
	})

	const dialog = (texts: object, path: string, body: (text: string) => object) =>
		mount(MoneyActDialog as never, { props: { texts, rows: [{ label: '编号', value: '3' }], path, body, max: 300 } as never, attachTo: document.body, global: { stubs: { ElDialog: { template: '<div><slot /></div>' } } } })
	const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0))
	const answers = (status: number, body: object | null): ReturnType<typeof vi.fn> => {
		const fake = vi.fn(async () => new Response(body ? JSON.stringify(body) : null, { status, headers: { 'Content-Type': status < 300 ? 'application/json' : 'application/problem+json' } }))
		vi.stubGlobal('fetch', fake)
		return fake
	}
	const sent = (fake: ReturnType<typeof vi.fn>, i = 0): { body: unknown; key: string | null } => {
		const init = fake.mock.calls[i]![1] as RequestInit
		return { body: JSON.parse(String(init.body)), key: new Headers(init.headers).get('X-Request-Key') }
	}
	it('nothing is sent without a reason; then once, trimmed, and done', async () => {
		const fake = answers(201, { approval: 9 })
		const page = dialog(t.recon.close, '/api/staff/diff/close', (note) => ({ id: 3, note }))
		await page.find('form').trigger('submit')
		await settled()
		expect(fake).not.toHaveBeenCalled()
		expect(page.find('[role=alert]').text()).toBe(t.recon.close.missing)
		await page.find('textarea').setValue(' 银行重复入账，已退回 ')
		await page.find('form').trigger('submit')
		await settled()
		expect(fake).toHaveBeenCalledTimes(1)
		expect(sent(fake).body).toEqual({ id: 3, note: '银行重复入账，已退回' })
		expect(page.emitted('done')).toHaveLength(1)
		page.unmount()
		vi.unstubAllGlobals()
	})
	it('a doubt is ended with paid or not, a paper and a note, and with nothing less', async () => {
		const fake = answers(201, { approval: 9 })
		const page = dialog({ ...t.money.end, said: t.money.said }, '/api/staff/unknown/leave', ((note: string, said: object) => ({ attempt: 5, ...said, note })) as never)
		const alert = async (): Promise<string> => {
			await page.find('form').trigger('submit')
			await settled()
			return page.find('[role=alert]').exists() ? page.find('[role=alert]').text() : ''
		}
		expect(await alert()).toBe(t.money.said.missing)
		await page.find('input[value=no]').setValue()
		expect(await alert()).toBe(t.money.said.evidenceMissing)
		await page.find('#ma-evidence').setValue(' HD-20261123-7 ')
		expect(await alert()).toBe(t.money.end.missing)
		expect(fake).not.toHaveBeenCalled()
		await page.find('textarea').setValue('电话向银行核实')
		expect(await alert()).toBe('')
		expect(sent(fake).body).toEqual({ attempt: 5, paid: false, evidence: 'HD-20261123-7', note: '电话向银行核实' })
		page.unmount()
		vi.unstubAllGlobals()
	})
	it('against a debit in a statement only paid can be said', async () => {
		const fake = answers(201, { approval: 9 })
		const page = mount(MoneyActDialog as never, { props: { texts: closeWords({ ...diff, asks_paid: true, debited: true }), rows: [], path: '/api/staff/diff/close', body: (note: string, said: object) => ({ id: 3, note, ...said }), paidOnly: true } as never, attachTo: document.body, global: { stubs: { ElDialog: { template: '<div><slot /></div>' } } } })
		await settled() /* the field takes its id a moment later */
		expect(page.find('input[value=no]').exists()).toBe(false)
		await page.find('#ma-evidence').setValue('HD-2')
		await page.find('textarea').setValue('对账单已核对')
		await page.find('form').trigger('submit')
		await settled()
		expect(sent(fake).body).toEqual({ id: 3, note: '对账单已核对', paid: true, evidence: 'HD-2' })
		page.unmount()
		vi.unstubAllGlobals()
	})
	it('a refusal stays to be read, and a second try is the same request', async () => {
		const fake = answers(409, { type: '/problem/state', title: '授权已经停用', status: 409, code: 'state', instance: 'x' })
		const page = dialog(t.mandates.stop, '/api/staff/mandate/revoke', () => ({ id: 7 }))
		expect(page.find('textarea').exists()).toBe(false)
		for (const _ of [1, 2]) {
			await page.find('form').trigger('submit')
			await settled()
		}
		expect(page.text()).toContain('授权已经停用')
		expect(page.emitted('done')).toBeUndefined()
		expect(sent(fake, 0)).toEqual(sent(fake, 1))
		expect(sent(fake, 0).key).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
		page.unmount()
		vi.unstubAllGlobals()
	})
})

describe('G6 jobs and tones', () => {
	it('kinds in trouble stand first', () => {
		const rows = jobMatrix([{ kind: 'a', state: 'DONE', n: 5 }, { kind: 'b', state: 'unknown', n: 1 }, { kind: 'b', state: 'DONE', n: 2 }, { kind: 'c', state: 'READY', n: 1 }])
		expect(rows.map((r) => r.kind)).toEqual(['b', 'a', 'c'])
		expect(rows[0]!.n).toEqual({ UNKNOWN: 1, DONE: 2 })
	})
	it('a state nobody knows is plain, not good', () => expect([toneOf('PAID?'), toneOf(null), toneOf('refused'), toneOf('draft')]).toEqual(['plain', 'plain', 'bad', 'wait']))
	it('a code is shown as its word whatever its case, and as itself when it has none', () => {
		expect([wordOf(t.money.batchStates, 'draft'), wordOf(t.money.states, 'READY'), wordOf(t.money.states, 'odd'), wordOf(t.money.states, null)]).toEqual(['待复核', '待发放', 'odd', ''])
	})
})

describe('roles open pages', () => {
	it.each([
		['/queue', ['reviewer'], true], ['/queue', ['finance'], false], ['/case/0123', ['finance'], true], ['/audit', ['lead', 'reviewer'], false], ['/audit', ['auditor'], true],
		['/mandates', ['system_admin'], false], ['/runs/0123', ['auditor'], true], ['/runs', ['reviewer', 'policy'], false], ['/jobs', ['system_admin'], true], ['/', [], true], ['/reasons', ['display'], true],
	])('%s for %j: %s', (path, roles, wanted) => expect(allowed(path, roles)).toBe(wanted))
})

describe('single keys (WCAG 2.1.4)', () => {
	const act = vi.fn()
	const Page = defineComponent({ setup() { useKeys({ j: () => act('j'), 'g q': () => act('g q'), Enter: () => act('Enter') }) }, render: () => h('div', [h('input', { id: 'in' }), h('input', { id: 'box', type: 'checkbox' }), h('a', { id: 'link', href: '#' }, 'x')]) })
	const press = (key: string, where: Element = document.body, more: KeyboardEventInit = {}): boolean => where.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
	let page: ReturnType<typeof mount>
	listenKeys()
	beforeEach(() => {
		page?.unmount()
		act.mockClear()
		prefs.keys = true
		page = mount(Page, { attachTo: document.body })
	})
	it('act, also two in a row', () => {
		press('j')
		press('g')
		press('q')
		expect(act.mock.calls.flat()).toEqual(['j', 'g q'])
	})
	it('never while somebody types, holds Ctrl, or a link has the focus for Enter', () => {
		press('j', page.find('#in').element)
		press('j', document.body, { ctrlKey: true })
		press('Enter', page.find('#link').element)
		expect(act).not.toHaveBeenCalled()
		press('j', page.find('#box').element)
		press('Enter')
		expect(act.mock.calls.flat()).toEqual(['j', 'Enter'])
	})
	it('never when switched off, and gone with the page', () => {
		prefs.keys = false
		press('j')
		prefs.keys = true
		page.unmount()
		press('j')
		expect(act).not.toHaveBeenCalled()
	})
	it('names', () => {
		expect(keyName({ key: 'q' }, 'g')).toBe('g q')
		expect(isTyping(null)).toBe(false)
	})
})

describe('a table that is read aloud', () => {
	it('has caption, column heads, marks the current row, says when it is empty', () => {
		const columns = [{ key: 'name', title: '名称' }, { key: 'n', title: '数', num: true }]
		const table = mount(DataTable as never, { props: { caption: '清单', columns, rows: [{ name: '甲', n: 1 }, { name: '乙', n: 2 }], rowKey: (row: { name: string }) => row.name, current: 1 } as never })
		expect(table.find('caption').text()).toBe('清单')
		expect(table.findAll('th[scope=col]').map((th) => th.text())).toEqual(['名称', '数'])
		expect(table.findAll('tbody tr').map((tr) => tr.classes('row-current'))).toEqual([false, true])
		expect(table.find('[role=region]').attributes('tabindex')).toBe('0')
		const none = mount(DataTable as never, { props: { caption: '清单', columns, rows: [], rowKey: () => '' } as never })
		expect(none.find('td').text()).toBe(t.emptyTable)
		expect(none.find('td').attributes('colspan')).toBe('2')
	})
})
