/* The proposal as typed → limits in fen, or what is wrong with it. Pure; the server checks it again. */
import { yuanToFen } from '@/shared/format/money'
import { t } from '../texts'
import type { MandateLimits } from '../types'

export interface MandateTyped {
	scheme: string
	per: string
	day: string
	count: string
	overrides: string
	runPayees: string
	runSum: string
	runNew: string
	from: string
	to: string
}
type RunLimits = Pick<MandateLimits, 'run_payees_percent' | 'run_sum_percent' | 'run_new_payees'>
/* All three or none; null: neither. */
function readRunLimits(typed: MandateTyped): RunLimits | null {
	const texts = [typed.runPayees, typed.runSum, typed.runNew].map((text) => text.trim())
	if (texts.every((text) => text === '')) return {}
	if (!texts.every((text) => /^[0-9]{1,7}$/.test(text))) return null
	const [payees = 0, sum = 0, fresh = 0] = texts.map(Number)
	return payees <= 100 && sum <= 100 && fresh <= 1000000 ? { run_payees_percent: payees, run_sum_percent: sum, run_new_payees: fresh } : null
}
export function readMandate(typed: MandateTyped): { limits: MandateLimits | null; wrong: string } {
	const per = yuanToFen(typed.per)
	const day = yuanToFen(typed.day)
	const no = (wrong: string): { limits: null; wrong: string } => ({ limits: null, wrong })
	if (!per || !day) return no(t.mandates.wrongMoney)
	if (day < per) return no(t.mandates.wrongOrder)
	if (!/^[1-9][0-9]{0,6}$/.test(typed.count.trim()) || !/^[0-9]{1,6}$/.test(typed.overrides.trim())) return no(t.mandates.wrongCount)
	const runs = readRunLimits(typed)
	if (!runs) return no(t.mandates.wrongRuns)
	if (!typed.from || !typed.to || typed.to < typed.from) return no(t.mandates.wrongDays)
	return {
		limits: { scheme: typed.scheme, per_payment_fen: per, per_day_fen: day, per_day_count: Number(typed.count), overrides_per_day: Number(typed.overrides), ...runs, valid_from: typed.from, valid_to: typed.to },
		wrong: '',
	}
}
