/* What the pages of runs make of the counts (4F-1, 4F-7, 2.9). Pure. */
import { monthAdd, monthProse } from '@/shared/format/date'
import { fenToYuan } from '@/shared/format/money'
import { words } from '@/shared/i18n/zh'
import { r } from '../texts_run'
import type { LabelledValue, Run, RunCheck, RunRow } from '../types'

/* The schemes that are paid by the month or the quarter. */
export const runSchemes = ['type2', 'rental'] as const
export const runMonths = (scheme: string): number => (scheme === 'rental' ? 3 : 1)
const OLDEST_MONTHS = 24 /* the server looks back no further */

const thousands = (n: number): string => String(n).replace(/\B(?=([0-9]{3})+$)/g, ',')
export const count = (n: number): string => (n < 0 ? `-${thousands(-n)}` : thousands(n))
const signed = (n: number, text: string): string => (n > 0 ? `+${text}` : text)

export function periodText(month: string, months: number): string {
	return months === 3 ? r.quarterOf(month.slice(0, 4), Math.floor((Number(month.slice(5, 7)) - 1) / 3) + 1) : monthProse(month)
}
/* The periods that may be run, newest first: months that began, quarters of which every month began. */
export function periodsOf(scheme: string, day: string): { month: string; text: string }[] {
	const months = runMonths(scheme)
	const now = day.slice(0, 7)
	const rows: { month: string; text: string }[] = []
	for (let back = months - 1; back <= OLDEST_MONTHS; back++) {
		const month = monthAdd(now, -back)
		if ((Number(month.slice(5, 7)) - 1) % months === 0) rows.push({ month, text: periodText(month, months) })
	}
	return rows
}
export const kindOf = (run: Pick<RunRow, 'months'>): 'month' | 'quarter' => (run.months === 3 ? 'quarter' : 'month')
export const runTitle = (run: RunRow): string => r.page(words.schemes[run.scheme] || run.scheme, periodText(run.month, run.months))

const moving = ['judging', 'granting', 'stopping']
export const isMoving = (run: Pick<RunRow, 'state'> | null | undefined): boolean => !!run && moving.includes(run.state)
export const isOpen = (run: Pick<RunRow, 'state'>): boolean => run.state === 'waiting' || run.state === 'judging' || run.state === 'granting'
export const mayPropose = (run: Pick<Run, 'state' | 'proposed'>): boolean => run.state === 'waiting' && !run.proposed

/* Compared only when everybody is judged: before that the month before is not fully counted either. */
export function diffText(run: RunRow): string {
	if (!run.judged_at) return ''
	const people = run.payable - run.before
	const fen = run.payable_fen - run.before_fen
	return r.diffText(signed(people, count(people)), signed(fen, fenToYuan(fen)))
}
export function payerText(run: RunRow): string {
	if (!run.judged_at || run.state === 'cancelled' || run.state === 'refused' || run.state === 'stopping') return ''
	if (run.by_mandate && run.payable) return r.payers.mandate
	if (run.state === 'waiting') return r.payers.wait
	return run.payable ? r.payers.two : r.payers.none
}
export function aboutText(run: RunRow): string {
	return (run.state === 'done' && !run.payable ? r.about.doneNone : r.about[run.state]) || ''
}
/* The limit that the run is beyond, or why it was stopped. */
export function whyText(run: RunRow): string {
	if (!run.why) return ''
	return run.state === 'cancelled' || run.state === 'stopping' ? r.stopWhy(run.why) : r.why(run.why)
}

export interface Progress {
	what: string
	done: number
	total: number
}
/* Null when nothing goes on. */
export function progressOf(run: Run): Progress | null {
	if (run.state === 'granting') return { what: r.bar.grant, done: run.granted, total: run.payable }
	return run.state === 'judging' || (run.state === 'stopping' && !run.judged_at) ? { what: r.bar.judge, done: run.judged, total: run.total } : null
}
export function leftText(seconds: number): string {
	if (seconds < 90) return r.seconds(Math.max(1, seconds))
	const minutes = Math.round(seconds / 60)
	return minutes < 90 ? r.minutes(minutes) : r.hours(Math.floor(minutes / 60), minutes % 60)
}

/* ---- lists of people ---- */
export interface PeopleAsk {
	outcome: string
	change: string
	code: string
	cursor: string
}
type Query = Record<string, unknown>
const outcomes = ['payable', 'held', 'not_payable', 'cap_reached', 'waiting']
/* Null: no list is open. Unknown words are dropped. */
export function readAsk(query: Query): PeopleAsk | null {
	const word = (key: string, known: string[]): string => (known.includes(String(query[key])) ? String(query[key]) : '')
	const change = word('change', Object.keys(r.changes))
	const outcome = change ? '' : word('outcome', outcomes)
	if (!outcome && !change) return null
	const cursor = String(query.cursor || '')
	return { outcome, change, code: word('code', Object.keys(r.checks)), cursor: /^[0-9]{1,18}$/.test(cursor) ? cursor : '' }
}
export function askText(ask: PeopleAsk): string {
	const what = ask.change ? r.changes[ask.change]! : r.results[ask.outcome]!
	return ask.code ? r.listBecause(what, r.checks[ask.code]!) : what
}
export function codeWords(codes: string[]): string {
	return codes.map((code) => r.checks[code] || code).join('、')
}

/* ---- the checks ---- */
export interface CheckBar {
	code: string
	title: string
	n: Pick<RunCheck, 'pass' | 'fail' | 'unknown' | 'not_applicable'>
	/* Whole percents that add up to 100, or nothing at all. */
	share: { kind: keyof typeof r.outcomes; from: number; width: number }[]
	text: string
}
const kinds = Object.keys(r.outcomes) as (keyof typeof r.outcomes)[]
function percentText(n: number, total: number): string {
	const part = (n * 100) / total
	return n && part < 1 ? '<1' : part > 99 && n < total ? '>99' : String(Math.round(part))
}
export function checkBars(checks: RunCheck[]): CheckBar[] {
	return checks.map((one) => {
		const total = kinds.reduce((sum, kind) => sum + one[kind], 0)
		let from = 0
		const share = kinds.map((kind) => {
			const width = total ? (one[kind] * 100) / total : 0
			from += width
			return { kind, from: from - width, width }
		})
		const rest = kinds.slice(1).filter((kind) => one[kind]).map((kind) => r.shareRest(r.outcomes[kind], percentText(one[kind], total)))
		return { code: one.code, title: r.checks[one.code] || one.code, n: one, share: share.filter((part) => part.width > 0), text: total ? r.shareText(percentText(one.pass, total), rest.join('')) : '' }
	})
}
/* What is stopped or proposed, line by line. */
export function runLines(run: RunRow): LabelledValue[] {
	return [
		{ label: r.scheme, value: words.schemes[run.scheme] || run.scheme }, { label: r[kindOf(run)], value: periodText(run.month, run.months) },
		{ label: r.payable, value: count(run.payable) }, { label: r.payableSum, value: fenToYuan(run.payable_fen) },
	]
}
