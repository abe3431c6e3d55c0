/* Policy versions as people read and type them: yuan with two decimals, lists with commas. Pure; the server checks all of it again. */
import { fenToYuan, yuanToFen } from '@/shared/format/money'
import { p } from '../texts_policy'
import type { PolicyBody, PolicyField, TrialResult } from '../types'

export const classes = ['A', 'B', 'C', 'D', 'E', 'F1', 'F2', 'F3']
const AWARD = 'by_award'

export interface TypedRate {
	division: string
	yuan: string
}
/* One parameter as it stands in the form; which member counts follows from the kind of its field. */
export interface Typed {
	text: string
	list: string[]
	rates: TypedRate[]
	classes: Record<string, string>
	award: boolean
	clause: string
}
export interface TypedDraft {
	version: string
	title: string
	day: string
	params: Record<string, Typed>
}

export const nameOf = (name: string): string => p.names[name] || name
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const pairs = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : [])

/* ---- reading ---- */

function classText(field: PolicyField, value: unknown): string {
	if (value === AWARD) return p.byAward
	return field.kind === 'classes_fen' ? fenToYuan(Number(value)) : `${value}%`
}
/* A value in words, the same in the table of two versions and nowhere else. */
export function valueText(field: PolicyField, value: unknown): string {
	if (value === null || value === undefined) return p.off
	switch (field.kind) {
		case 'money': return fenToYuan(Number(value))
		case 'flag': return value ? p.yes : p.no
		case 'couple': return p.words[String(value)] || String(value)
		case 'words': return list(value).map((word) => p.words[String(word)] || String(word)).join('、') || p.noStandard
		case 'divisions':
		case 'days': return list(value).join('、') || p.noStandard
		case 'rates': return pairs(value).map(([division, fen]) => `${division}：${fenToYuan(Number(fen))}`).join('；')
		case 'classes_fen':
		case 'classes_percent': return pairs(value).map(([name, one]) => `${name} ${classText(field, one)}`).join('；') || p.noStandard
		default: return String(value)
	}
}
/* Equal whatever the order of the keys: an object is a set of pairs. */
export function sameValue(a: unknown, b: unknown): boolean {
	const plain = (value: unknown): unknown => (isObject(value) ? Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)) : value)
	return JSON.stringify(plain(a) ?? null) === JSON.stringify(plain(b) ?? null)
}
export interface ComparedRow {
	name: string
	left: string
	right: string
	leftClause: string
	rightClause: string
	differs: boolean
}
/* Parameters of two versions line by line; one that only one of them has is shown as well. */
export function compare(fields: PolicyField[], left: PolicyBody, right: PolicyBody): ComparedRow[] {
	return fields.map((field) => {
		const a = left.parameters[field.name], b = right.parameters[field.name]
		return {
			name: nameOf(field.name), left: a ? valueText(field, a.value) : '', right: b ? valueText(field, b.value) : '', leftClause: a?.clause || '', rightClause: b?.clause || '',
			differs: !a || !b || !sameValue(a.value, b.value) || a.clause !== b.clause,
		}
	})
}

/* ---- typing ---- */

const plainYuan = (fen: unknown): string => fenToYuan(Number(fen)).replace(/,/g, '')
export function typedOf(field: PolicyField, value: unknown, clause: string): Typed {
	const typed: Typed = { text: '', list: [], rates: [], classes: {}, award: false, clause }
	switch (field.kind) {
		case 'money': return { ...typed, text: value === null || value === undefined ? '' : plainYuan(value) }
		case 'words': return { ...typed, list: list(value).map(String) }
		case 'divisions':
		case 'days': return { ...typed, text: list(value).join('，') }
		case 'rates': return { ...typed, rates: pairs(value).map(([division, fen]) => ({ division, yuan: plainYuan(fen) })) }
		case 'classes_fen':
		case 'classes_percent': {
			const numbers = pairs(value).filter(([, one]) => one !== AWARD)
			return { ...typed, award: pairs(value).some(([, one]) => one === AWARD), classes: Object.fromEntries(numbers.map(([name, one]) => [name, field.kind === 'classes_fen' ? plainYuan(one) : String(one)])) }
		}
		default: return { ...typed, text: value === null || value === undefined ? '' : String(value) }
	}
}
export function typedDraft(fields: PolicyField[], body: PolicyBody): TypedDraft {
	const params = fields.map((field) => [field.name, typedOf(field, body.parameters[field.name]?.value, body.parameters[field.name]?.clause || '')] as const)
	return { version: body.version, title: body.title, day: body.effective_from, params: Object.fromEntries(params) }
}

export interface Read {
	value?: unknown
	wrong: string
}
const parts = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((part) => part !== '')

function readNumber(field: PolicyField, text: string, money: boolean): Read {
	const value = money ? yuanToFen(text) : /^[0-9]{1,15}$/.test(text.trim()) ? Number(text.trim()) : null
	if (value === null) return { wrong: money ? p.wrong.money : p.wrong.number }
	if (value >= field.low && value <= field.high) return { value, wrong: '' }
	return { wrong: money ? p.wrong.range(fenToYuan(field.low), fenToYuan(field.high)) : p.wrong.range(String(field.low), String(field.high)) }
}
function readDivisions(text: string): Read {
	const found = parts(text)
	if (!found.length) return { wrong: p.wrong.required }
	if (!found.every((one) => /^[0-9]{6}$/.test(one))) return { wrong: p.wrong.division }
	return new Set(found).size === found.length ? { value: found, wrong: '' } : { wrong: p.wrong.twice }
}
function readDays(text: string): Read {
	const found = parts(text).map(Number)
	const fine = found.every((day, i) => Number.isInteger(day) && day >= 0 && day <= 1000 && (i === 0 || day < (found[i - 1] as number)))
	return fine ? { value: found, wrong: '' } : { wrong: p.wrong.days }
}
function readRates(field: PolicyField, rates: TypedRate[]): Read {
	const value: Record<string, number> = {}
	for (const rate of rates) {
		const division = rate.division.trim()
		const one = readNumber(field, rate.yuan, true)
		if (!/^[0-9]{6}$/.test(division)) return { wrong: p.wrong.division }
		if (division in value) return { wrong: `${division} ${p.wrong.twice}` }
		if (one.wrong) return { wrong: `${division}：${one.wrong}` }
		value[division] = one.value as number
	}
	return rates.length ? { value, wrong: '' } : { wrong: p.wrong.required }
}
function readClasses(field: PolicyField, typed: Typed): Read {
	const value: Record<string, unknown> = {}
	for (const name of classes) {
		const text = (typed.classes[name] || '').trim()
		if (name === 'A' && field.by_award && typed.award) value[name] = AWARD
		else if (text) {
			const one = readNumber(field, text, field.kind === 'classes_fen')
			if (one.wrong) return { wrong: `${p.edit.classOf(name)}：${one.wrong}` }
			value[name] = one.value
		}
	}
	return { value, wrong: '' }
}
export function readTyped(field: PolicyField, typed: Typed): Read {
	switch (field.kind) {
		case 'flag': return { value: typed.text === 'true', wrong: '' }
		case 'couple': return { value: typed.text, wrong: '' }
		case 'words': return { value: field.words.filter((word) => typed.list.includes(word)), wrong: '' }
		case 'divisions': return readDivisions(typed.text)
		case 'days': return readDays(typed.text)
		case 'rates': return readRates(field, typed.rates)
		case 'classes_fen':
		case 'classes_percent': return readClasses(field, typed)
		default: return field.nullable && !typed.text.trim() ? { value: null, wrong: '' } : readNumber(field, typed.text, field.kind === 'money')
	}
}

/* The version that is saved: what the form does not show (groups, titles of checks) comes from the one it is based on. Errors by pointer. */
export function readDraft(fields: PolicyField[], base: PolicyBody, typed: TypedDraft): { body: PolicyBody; wrong: Record<string, string> } {
	const wrong: Record<string, string> = {}
	const parameters: PolicyBody['parameters'] = {}
	if (!/^[A-Za-z0-9][A-Za-z0-9.-]{1,19}$/.test(typed.version.trim())) wrong['/version'] = p.edit.versionHint
	if (!typed.title.trim()) wrong['/title'] = p.wrong.required
	if (!/^\d{4}-\d{2}-\d{2}$/.test(typed.day)) wrong['/effective_from'] = p.wrong.required
	for (const field of fields) {
		const one = typed.params[field.name] as Typed
		const read = readTyped(field, one)
		if (read.wrong) wrong[`/parameters/${field.name}/value`] = read.wrong
		if (!one.clause.trim()) wrong[`/parameters/${field.name}/clause`] = p.wrong.required
		parameters[field.name] = { value: read.value, clause: one.clause.trim() } as PolicyBody['parameters'][string]
	}
	return { body: { ...base, version: typed.version.trim(), title: typed.title.trim(), effective_from: typed.day, parameters }, wrong }
}
/* Fields of a problem by pointer: "/body" is where the version lies in the request. */
export function wrongOf(errors: { pointer: string; text: string }[]): Record<string, string> {
	return Object.fromEntries(errors.map((one) => [one.pointer.replace(/^\/body/, ''), one.text]))
}
/* Where a pointer of the version has its place in the form; a missing parameter is named without /value. */
export function placeOf(pointer: string, fields: PolicyField[]): string {
	if (['/version', '/title', '/effective_from'].includes(pointer)) return pointer
	const name = /^\/parameters\/([a-z0-9_]+)(\/clause)?/.exec(pointer)
	return name && fields.some((field) => field.name === name[1]) ? `/parameters/${name[1]}/${name[2] ? 'clause' : 'value'}` : ''
}

/* ---- results ---- */

export function decisionText(result: Partial<TrialResult>): string {
	const word = result.decision || result.outcome
	return word ? p.trial.decisions[word] || word : ''
}
/* A result, or what a golden case expects of one, in one line. */
export function resultText(result: Partial<TrialResult>): string {
	const said = [decisionText(result)]
	if (typeof result.amount_fen === 'number' && (result.amount_fen > 0 || result.outcome === 'payable')) said.push(fenToYuan(result.amount_fen))
	for (const part of result.parts || []) said.push(p.trial.stage(p.trial.stages[part.part] || part.part, fenToYuan(part.first_fen), fenToYuan(part.review_fen)))
	if (result.codes?.length) said.push(result.codes.join('、'))
	for (const check of result.checks || []) if (check.outcome === 'fail' || check.outcome === 'unknown') said.push(`${check.code} ${p.trial.outcomes[check.outcome]}`)
	if (result.policy) said.push(result.policy)
	if (result.standard && result.standard !== result.policy) said.push(result.standard)
	return [...new Set(said.filter(Boolean))].join('，')
}
export interface SampleRow {
	name: string
	before: string
	after: string
	differs: boolean
}
export function sampleRows(before: TrialResult, after: TrialResult, titles: Record<string, string>): SampleRow[] {
	const row = (name: string, a: string, b: string): SampleRow => ({ name, before: a, after: b, differs: a !== b })
	const outcome = (result: TrialResult, code: string): string => p.trial.outcomes[result.checks?.find((c) => c.code === code)?.outcome || ''] || ''
	const codes = [...new Set([...(before.checks || []), ...(after.checks || [])].map((c) => c.code))]
	const amount = (r: TrialResult): string => (typeof r.amount_fen === 'number' ? fenToYuan(r.amount_fen) : '')
	const version = (r: TrialResult): string => [...new Set([r.policy, r.standard].filter(Boolean))].join('、')
	return [
		row(p.trial.decision, decisionText(before), decisionText(after)),
		...(amount(before) || amount(after) ? [row(p.trial.amount, amount(before), amount(after))] : []),
		...codes.map((code) => row(titles[code] ? `${titles[code]}（${code}）` : code, outcome(before, code), outcome(after, code))),
		row(p.trial.version, version(before), version(after)),
	]
}
