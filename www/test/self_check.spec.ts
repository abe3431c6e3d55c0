/* B9 A03: the check before applying, as the page asks and shows it. */
import { flushPromises, mount } from '@vue/test-utils'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { setTransport } from '@/shared/api/client'
import type { Outgoing } from '@/shared/api/transport'
import type { CheckResult, Schemas } from '@/shared/api/types'
import { groupChecks } from '@/shared/checks/order'
import SelfCheck from '@/m/pages/SelfCheck.vue'
import { t } from '@/m/texts_pages'

const form = readFileSync(join(import.meta.dirname, '../../conf/forms/type2.json'), 'utf8')
const w = t.selfCheck

function row(rule: string, outcome: CheckResult['outcome'], need?: CheckResult['need'], settled = false): CheckResult {
	return {
		rule, tender_id: '', title: rule, outcome, need, settled, overridden: null, facts: [], threshold: { text: '要求', clause: '依据', version: 'T2-2023' }, explain: `${rule} 的说明`,
		next: { kind: 'none', text: '', materials: [] },
	}
}
const checks = [row('PASS', 'pass'), row('SOURCE', 'unknown', 'source'), row('ASIDE', 'fail', undefined, true), row('PROOF', 'unknown', 'proof'), row('FAIL', 'fail')]
const base: Schemas['SelfCheck'] = { scheme: 'type2', answer: 'not_yet', title: '暂不可申请', text: '因为：名下有住房。', version: 'T2-2023', checks }

let answer: Schemas['SelfCheck'] = base
let failing: { status: number; body: object } | null = null
let sent: Outgoing[] = []
let page: ReturnType<typeof mount>

async function settle(): Promise<void> {
	for (let i = 0; i < 4; i++) await flushPromises()
}
async function open() {
	const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/self-check/:scheme', component: SelfCheck }, { path: '/apply', component: { template: '<p>apply</p>' } }] })
	await router.push('/self-check/type2')
	page = mount(SelfCheck, { global: { plugins: [router] }, attachTo: document.body })
	await settle()
	return router
}
const button = (text: string) => page.findAll('button').find((one) => one.text() === text)
async function checkAs(kind: string): Promise<void> {
	await page.find(`input[value="${kind}"]`).setValue(true)
	await button(w.check)?.trigger('click')
	await settle()
}

beforeEach(() => {
	answer = base
	failing = null
	sent = []
	setTransport(async (out) => {
		let status = 200
		let body: unknown = null
		if (out.url.startsWith('/api/forms')) body = JSON.parse(form)
		else if (out.url.startsWith('/api/self-check')) {
			sent.push(out)
			status = failing ? failing.status : 202
			body = failing ? failing.body : { job: 'a'.repeat(32) }
		} else body = { id: 'a'.repeat(32), state: 'done', result: answer }
		const text = JSON.stringify(body)
		return { status, type: status < 400 ? 'application/json' : 'application/problem+json', text: async () => text, blob: async () => new Blob([text]) }
	})
})
afterEach(() => page?.unmount())

describe('B9 the order of checks before applying', () => {
	it('B9 not met, to be proved, not answered, met, and what others of its group decide', () => {
		const groups = groupChecks(checks)
		expect(groups.fail.map((one) => one.rule)).toEqual(['FAIL'])
		expect(groups.unknown.map((one) => one.rule)).toEqual(['PROOF', 'SOURCE'])
		expect(groups.pass.map((one) => one.rule)).toEqual(['PASS'])
		expect(groups.not_applicable.map((one) => one.rule)).toEqual(['ASIDE'])
	})
})

describe('B9 A03 the page', () => {
	it('B9 asks nothing of other authorities before a kind is chosen', async () => {
		await open()
		await button(w.check)?.trigger('click')
		await settle()
		expect(sent).toEqual([])
		expect(page.find('[role=alert]').text()).toContain(w.chooseKind)
	})
	it('B9 shows the answer, the reason, and each check in its words; leads on also when not yet', async () => {
		const router = await open()
		await checkAs('entrepreneur')
		expect(JSON.parse(sent[0]?.body as string)).toMatchObject({ scheme: 'type2', kind: 'entrepreneur' })
		expect(page.find('.result').classes()).toContain('note-bad')
		expect(page.find('.result').text()).toContain('暂不可申请')
		expect(page.find('.result').text()).toContain('名下有住房')
		expect(page.findAll('.self-check > .check .check-word').map((one) => one.text())).toEqual(['不符合', '需证明', '暂时查不到'])
		expect(page.text()).toContain('1 项符合')
		await button(w.applyAnyway)?.trigger('click')
		await settle()
		expect(router.currentRoute.value.path).toBe('/apply')
	})
	it.each([['may_apply', 'note-ok'], ['needs_proof', 'note-wait'], ['source_down', 'note-wait']] as const)('B9 %s goes on to the application', async (one, face) => {
		answer = { ...base, answer: one, checks: [] }
		await open()
		await checkAs('graduate')
		expect(page.find('.result').classes()).toContain(face)
		expect(button(w.apply)).toBeTruthy()
		expect(button(w.applyAnyway)).toBeUndefined()
	})
	it('B9 another kind takes the old answer away; it can be asked again', async () => {
		await open()
		await checkAs('graduate')
		await button(w.again)?.trigger('click')
		await settle()
		expect(sent.length).toBe(2)
		await page.find('input[value="entrepreneur"]').setValue(true)
		expect(page.find('.result').exists()).toBe(false)
		expect(button(w.check)).toBeTruthy()
	})
	it('B9 a refusal of the server is said and can be tried again', async () => {
		failing = { status: 429, body: { code: 'too_many', title: '操作太频繁，请稍后再试' } }
		await open()
		await checkAs('graduate')
		expect(page.text()).toContain('操作太频繁')
		expect(page.find('.result').exists()).toBe(false)
		failing = null
		await button(w.check)?.trigger('click')
		await settle()
		expect(page.find('.result').exists()).toBe(true)
	})
})
