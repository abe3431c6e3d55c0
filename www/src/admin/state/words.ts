/* Small decisions about how things read. Pure. */
import { dayOf, dueText, timeTable } from '@/shared/format/date'
import { moneyText } from '@/shared/format/money'
import { shownOutcome } from '@/shared/checks/order'
import { words } from '@/shared/i18n/zh'
import type { CaseRow, CheckResult } from '@/shared/api/types'
import { t } from '../texts'
import type { LabelledValue, Reason } from '../types'

/* The word for a code, whatever its case; a code that nobody translated is shown rather than hidden. */
export function wordOf(map: Record<string, string>, code: string | null | undefined): string {
	if (!code) return ''
	return map[code] || map[code.toUpperCase()] || map[code.toLowerCase()] || code
}

export const SMS_CHARS = 20

/* Characters as people count them: code points, not UTF-16 units. */
export function countChars(text: string): number {
	return Array.from(text).length
}
export function smsProblem(text: string): string {
	if (countChars(text) > SMS_CHARS) return t.reasons.over
	return /[0-9０-９]/.test(text) ? t.reasons.digits : ''
}
export function smsReasons(reasons: Pick<Reason, 'sms_text'>[]): string {
	return reasons.map((r) => r.sms_text).join('；')
}
export function smsPreview(reasons: Pick<Reason, 'sms_text'>[]): string {
	return t.decide.smsFrame(smsReasons(reasons))
}
/* The papers that the reasons name, each once, in the order of the reasons. */
export function materialsOf(reasons: Pick<Reason, 'materials'>[]): string[] {
	return [...new Set(reasons.flatMap((r) => r.materials))]
}
/* Reasons that belong to checks which did not pass come first. */
export function splitReasons(reasons: Reason[], checks: CheckResult[], search: string): { suggested: Reason[]; others: Reason[] } {
	const open = new Set(checks.filter((c) => shownOutcome(c) === 'fail').map((c) => c.rule))
	const wanted = search.trim()
	const shown = reasons.filter((r) => r.active && (!wanted || r.title.includes(wanted) || r.sms_text.includes(wanted) || r.page_text.includes(wanted)))
	return { suggested: shown.filter((r) => r.check_code && open.has(r.check_code)), others: shown.filter((r) => !r.check_code || !open.has(r.check_code)) }
}
export function openChecks(checks: CheckResult[]): CheckResult[] {
	return checks.filter((c) => ['fail', 'unknown'].includes(shownOutcome(c)))
}

const endedStates = ['approved', 'refused', 'withdrawn', 'not_accepted']
/* The deadline in words; colour never speaks alone. */
export function dueWords(row: Pick<CaseRow, 'due_on' | 'light' | 'state'>, today: string): { light: string; text: string } {
	if (endedStates.includes(row.state)) return { light: 'none', text: row.due_on || '' }
	if (row.state === 'supplement') return { light: 'none', text: t.queue.paused }
	if (!row.due_on) return { light: 'none', text: t.queue.notAccepted }
	return { light: row.light, text: dueText(row.due_on, today) }
}
export function waitsText(list: string[]): string {
	return list.map((name) => words.sources[name] || name).join('、')
}

/* Rows of a source as one table: the union of their labels as columns, in order of appearance. */
export function factTable(rows: LabelledValue[][]): { columns: string[]; cells: string[][] } {
	const columns = [...new Set(rows.flatMap((row) => row.map((cell) => cell.label)))]
	return { columns, cells: rows.map((row) => columns.map((label) => row.filter((cell) => cell.label === label).map((cell) => cell.value).join('、'))) }
}

const moneyKey = /_fen$/
/* A side of a difference that knows no such payment says so. */
const sides = new Set(['ours_fen', 'bank_fen'])
function summaryValue(key: string, value: unknown): string {
	if (typeof value === 'number' && moneyKey.test(key)) return moneyText(value)
	if (value === null || value === undefined) return sides.has(key) ? t.recon.nothing : ''
	if (key === 'scheme') return words.schemes[String(value)] || String(value)
	if (key === 'outcome') return wordOf(t.approvals.outcomes, String(value))
	if (key.endsWith('_percent')) return `${String(value)}%`
	return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
/* The words of its kind go before the common ones. */
function fieldsOf(summary: Record<string, unknown>): Record<string, string> {
	const a = t.approvals
	if (summary.list) return { ...a.fields, ...a.listFields }
	if (summary.run) return { ...a.fields, ...a.runFields, ...(summary.scheme === 'rental' ? { month: a.quarter } : {}) }
	return a.fields
}
/* What is agreed, line by line; a key without a word is shown as it is rather than hidden. */
export function summaryRows(summary: Record<string, unknown>): LabelledValue[] {
	const fields = fieldsOf(summary)
	const rows = Object.entries(summary)
		.filter(([key]) => key !== 'run' && key !== 'list')
		.map(([key, value]) => ({ label: fields[key] || key, value: summaryValue(key, value) }))
		.filter((row) => row.value !== '')
	/* A mandate without limits for runs is agreed on as such. */
	return summary.run_payees_percent === null ? [...rows, { label: t.mandates.runs, value: t.mandates.runsNone }] : rows
}
/* The total that must be typed again; null when nothing has to be. */
export function totalOf(kind: string, summary: Record<string, unknown>): number | null {
	if (kind !== 'BATCH' && kind !== 'BUDGET' && kind !== 'RUN') return null
	const total = summary.sum_fen ?? summary.amount_fen
	return typeof total === 'number' ? total : null
}
export function shortDigest(digest: string | null | undefined): string {
	return (digest || '').slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')
}
export function timeOr(at: string | null | undefined, otherwise = ''): string {
	return at ? timeTable(at) : otherwise
}
export function todayNow(): string {
	return dayOf(Date.now())
}
/* Why an order waits: "mandate:day@2026-11-22" → a sentence; a sentence of the server stays as it is. */
export function heldText(held: string | null | undefined): string {
	const [code = '', day = ''] = (held || '').split('@')
	const text = t.money.holds[code] || code
	return day ? `${text}（${day}）` : text
}
