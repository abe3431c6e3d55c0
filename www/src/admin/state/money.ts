/* Which rows of money a person may act on. Pure; the server decides again. */
import { fenToYuan, moneyText } from '@/shared/format/money'
import { words } from '@/shared/i18n/zh'
import { t } from '../texts'
import type { LabelledValue, Mandate, ReconDiff, StaffPayout } from '../types'
import { heldText, wordOf } from './words'

const state = (row: { state: string }): string => row.state.toLowerCase()

/* What the dialog about one act says; a label means that a reason is asked for. */
export interface MoneyActWords {
	title: string
	effects: string[]
	label?: string
	hint?: string
	missing?: string
	go: string
	danger?: boolean
	said?: SaidWords
}
/* Whether the money left, and the paper that shows it. */
export interface SaidWords {
	legend: string
	paid: string
	unpaid: string
	missing: string
	evidence: string
	evidenceHint: string
	evidenceMissing: string
}
export interface Said {
	paid: boolean
	evidence: string
}

/* A payment whose end the bank does not tell: two persons with a paper may end it. */
export function doubtful(row: { attempt_state?: string | null; attempt?: number | null }): boolean {
	return (row.attempt_state || '').toLowerCase() === 'unknown' && !!row.attempt
}
/* Two kinds of closing: a plain one, and one that says whether the payment was made. */
export function closeWords(row: ReconDiff): MoneyActWords {
	const { asks, ...plain } = t.recon.close
	return row.asks_paid ? { ...plain, effects: [plain.effects[0]!, ...(row.debited ? asks.debited : asks.effects)], said: t.money.said } : plain
}

/* A hold for an account waits for the applicant, one of a mandate for a batch or the next day: neither is lifted by hand. */
export function releasable(row: { state: string; held?: string | null }): boolean {
	return state(row) === 'ready' && !!row.held && !/^(account|mandate:)/.test(row.held)
}
export function stoppable(row: { state: string }): boolean {
	return state(row) === 'in_force'
}
export function closable(row: { state: string }): boolean {
	return state(row) === 'open'
}

const sum = (fen: number | null | undefined, none: string): string => (fen === null || fen === undefined ? none : moneyText(fen))

export function payoutLines(row: StaffPayout): LabelledValue[] {
	const m = t.money
	return [
		{ label: t.queue.cols.applicant, value: row.applicant }, { label: m.period, value: row.period }, { label: m.amount, value: fenToYuan(row.amount_fen) },
		{ label: m.account, value: row.account }, { label: m.held, value: heldText(row.held) },
	]
}
/* Within which changes against the period before a run pays by itself. */
export function runLimitsText(row: Pick<Mandate, 'run_payees_percent' | 'run_sum_percent' | 'run_new_payees'>): string {
	const { run_payees_percent: payees, run_sum_percent: sum, run_new_payees: fresh } = row
	return payees === null || sum === null || fresh === null ? t.mandates.runsNone : t.mandates.runsText(payees, sum, fresh)
}
export function mandateLines(row: Mandate): LabelledValue[] {
	const m = t.mandates
	return [
		{ label: t.queue.cols.scheme, value: words.schemes[row.scheme] || row.scheme }, { label: m.per, value: fenToYuan(row.per_payment_fen) }, { label: m.day, value: fenToYuan(row.per_day_fen) },
		{ label: m.count, value: String(row.per_day_count) }, { label: m.runs, value: runLimitsText(row) }, { label: m.period, value: `${row.valid_from} – ${row.valid_to}` },
		{ label: m.today, value: m.todayText(moneyText(row.today.fen || 0), row.today.n || 0) },
	]
}
/* The newest one in force counts; when it stops, an earlier one that is still good takes its place. That must be read before. */
export function stopWords(row: Mandate, all: Mandate[], day: string): MoneyActWords {
	const s = t.mandates.stop
	const good = all.filter((one) => one.scheme === row.scheme && stoppable(one) && one.valid_from <= day && one.valid_to >= day).sort((a, b) => b.id - a.id)
	const next = good[1]
	const effect = good[0]?.id !== row.id ? s.idle : next ? s.next(moneyText(next.per_payment_fen), moneyText(next.per_day_fen)) : s.none
	return { ...s, effects: [effect, ...s.effects] }
}
export function diffLines(row: ReconDiff): LabelledValue[] {
	const r = t.recon
	return [
		{ label: r.kind, value: wordOf(r.kinds, row.kind) }, { label: r.ours, value: sum(row.ours_fen, r.nothing) }, { label: r.bank, value: sum(row.bank_fen, r.nothing) },
		{ label: r.e2e, value: row.e2e_id },
	]
}
