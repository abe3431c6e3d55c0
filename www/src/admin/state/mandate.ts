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
	from: string
	to: string
}
export function readMandate(typed: MandateTyped): { limits: MandateLimits | null; wrong: string } {
	const per = yuanToFen(typed.per)
	const day = yuanToFen(typed.day)
	const no = (wrong: string): { limits: null; wrong: string } => ({ limits: null, wrong })
	if (!per || !day) return no(t.mandates.wrongMoney)
	if (day < per) return no(t.mandates.wrongOrder)
	if (!/^[1-9][0-9]{0,6}$/.test(typed.count.trim()) || !/^[0-9]{1,6}$/.test(typed.overrides.trim())) return no(t.mandates.wrongCount)
	if (!typed.from || !typed.to || typed.to < typed.from) return no(t.mandates.wrongDays)
	return {
		limits: { scheme: typed.scheme, per_payment_fen: per, per_day_fen: day, per_day_count: Number(typed.count), overrides_per_day: Number(typed.overrides), valid_from: typed.from, valid_to: typed.to },
		wrong: '',
	}
}
