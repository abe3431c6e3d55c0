import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { groupChecks } from '@/shared/checks/order'
import type { CheckResult } from '@/shared/api/types'
import type { FormDefinition } from '@/shared/forms/definition'
import { pointerGet, pointerSet, pointerUnder } from '@/shared/forms/pointer'
import { errorText } from '@/shared/forms/schema'
import { cleaned, fieldsOf, formErrors, pageErrors, pageFor, pagesOf, pagesToCome } from '@/shared/forms/walker'
import { papersToBring } from '@/m/widgets/papers'

const root = join(import.meta.dirname, '../..')
const form = JSON.parse(readFileSync(join(root, 'conf/forms/type2.json'), 'utf8')) as FormDefinition
const corpus = JSON.parse(readFileSync(join(root, 'tests/data/forms/type2.json'), 'utf8')) as { bases: Record<string, { [key: string]: never }> }
const copy = (name: string) => JSON.parse(JSON.stringify(corpus.bases[name])) as { [key: string]: never }
const page = (id: string) => form.ui.pages.find((one) => one.id === id)!

describe('pages of the form definition', () => {
	it('follow the kind', () => {
		const ids = (data: object): string[] => pagesOf(form, data as never).map((one) => one.id)
		expect(ids({})).toEqual(['kind', 'family', 'income', 'account', 'materials'])
		expect(ids({ kind: 'graduate' })).toEqual(['kind', 'family', 'work', 'income', 'account', 'materials'])
		expect(ids({ kind: 'entrepreneur' })).toEqual(['kind', 'family', 'business', 'income', 'account', 'materials'])
		expect([pagesToCome(form, {}), pagesToCome(form, { kind: 'graduate' })]).toEqual([1, 0])
	})
	it('ask each fact once (3.3.7)', () => {
		for (const kind of ['graduate', 'entrepreneur']) {
			const pointers = pagesOf(form, { kind }).flatMap((one) => fieldsOf(one, { kind }).map((field) => field.pointer))
			expect(new Set(pointers).size).toBe(pointers.length)
		}
	})
	it('have a sentence for every field asked for and for its format', () => {
		for (const field of form.ui.pages.flatMap((one) => one.fields).filter((one) => one.required)) {
			expect(form.errors[`${field.pointer}#required`], field.pointer).toBeTruthy()
		}
	})
	it('are complete for the whole forms of the corpus', () => {
		for (const name of ['graduate', 'entrepreneur', 'family']) expect(formErrors(form, copy(name)), name).toEqual([])
	})
})

describe('errors of one page', () => {
	it('name what is asked for and empty, with the words of the form', () => {
		expect(pageErrors(form, page('kind'), {})).toEqual([{ pointer: '/kind', code: 'required', text: '请选择您的申请身份' }])
		expect(pageErrors(form, page('account'), { kind: 'graduate' }).map((e) => e.pointer)).toEqual(['/payee/account', '/payee/bank'])
	})
	it('see an empty text of a typed member as missing', () => {
		const data = { ...copy('graduate'), members: [{ name: '', idno: '', relation: '' }] } as never
		expect(pageErrors(form, page('family'), data).map((e) => e.pointer).sort()).toEqual(['/members/0/idno', '/members/0/name', '/members/0/relation'])
	})
	it('leave other pages alone', () => expect(pageErrors(form, page('kind'), { kind: 'graduate' })).toEqual([]))
	it('choose the most particular sentence', () => {
		expect(errorText(form.errors, '/members/3/idno', 'format')).toBe('身份证号码不对，请逐位核对 18 位号码')
		expect(errorText({ format: 'general' }, '/x', 'format')).toBe('general')
		expect(errorText({}, '/x', 'nonsense')).toBe('请检查这一项')
	})
	it('find the page of a pointer that the server complained about', () => {
		expect(pageFor(form, copy('graduate'), '/contract/uscc')?.id).toBe('work')
		expect(pageFor(form, copy('graduate'), '/members/0/idno')?.id).toBe('family')
		expect(pageFor(form, copy('graduate'), '/nonsense')).toBeUndefined()
	})
})

describe('what is sent', () => {
	it('has nothing of the branch that was not taken, and no empty texts', () => {
		const data = { ...copy('graduate'), licence: { name: 'x' }, tax_months: ['2026-01'], address: '' } as never
		const sent = cleaned(form, data) as { [key: string]: never }
		expect(Object.keys(sent).sort()).toEqual(['contract', 'income', 'kind', 'members', 'mobile', 'payee'])
		expect(pointerGet(data, '/licence/name')).toBe('x')
	})
})

describe('pointers', () => {
	it('read, write and remove', () => {
		const data = {} as never
		pointerSet(data, '/a/b', 1)
		pointerSet(data, '/x~1y', 2)
		expect(data).toEqual({ a: { b: 1 }, 'x/y': 2 })
		pointerSet(data, '/a/b', undefined)
		expect(pointerGet(data, '/a/b')).toBeUndefined()
		expect([pointerUnder('/a/b', '/a'), pointerUnder('/ab', '/a'), pointerUnder('/a', '/a')]).toEqual([true, false, true])
	})
})

describe('papers (only where shared data cannot answer)', () => {
	const hint = (rule: string, outcome: 'pass' | 'fail' | 'unknown', materials: string[]) => ({ rule, title: rule, outcome, explain: '', materials })
	it('are asked for by checks that did not pass', () => {
		const list = papersToBring(form.materials, [hint('T2-DEGREE', 'fail', ['diploma']), hint('T2-HOUSEHOLD', 'pass', ['household_book']), hint('T2-HOME', 'unknown', ['property_proof'])], [])
		expect(list.map((m) => m.code)).toEqual(['diploma', 'property_proof'])
		expect(papersToBring(form.materials, [], [])).toEqual([])
	})
	it('every paper of the form names checks or is general', () => {
		expect(form.materials.length).toBe(18)
	})
})

describe('verdicts (B1): fails first, then unknown, then passes', () => {
	const check = (rule: string, outcome: CheckResult['outcome'], overridden: CheckResult['overridden'] = null): CheckResult => ({
		rule, tender_id: '', title: rule, outcome, settled: false, overridden, facts: [], threshold: { text: '', clause: '' }, explain: '', next: { kind: 'none', text: '', materials: [] },
	})
	it('an overridden fail counts as passed', () => {
		const groups = groupChecks([check('a', 'pass'), check('b', 'fail'), check('c', 'unknown'), check('d', 'fail', { by: '王', reason: '看过原件' }), check('e', 'not_applicable')])
		expect((Object.values(groups) as CheckResult[][]).map((list) => list.map((one) => one.rule).join())).toEqual(['b', 'c', 'a,d', 'e'])
	})
})
