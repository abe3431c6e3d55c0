/* The queue's filters live in the address, so a filter can be kept, sent and gone back to. Unknown values are dropped. Pure. */
import type { CaseState } from '@/shared/api/types'

export interface Filters {
	state: string
	scheme: string
	due: string
	cursor: string
}
export const queueStates: CaseState[] = ['in_review', 'supplement', 'received', 'accepted', 'decided', 'approved', 'refused', 'withdrawn', 'not_accepted']
export const schemes = ['type2', 'rental', 'purchase']
export const dues = ['overdue', 'soon']

type Query = Record<string, string | null | (string | null)[] | undefined>

function one(value: Query[string]): string {
	const first = Array.isArray(value) ? value[0] : value
	return first || ''
}
function pick(value: Query[string], known: readonly string[]): string {
	const text = one(value)
	return known.includes(text) ? text : ''
}
/* Without a state the queue shows what waits for a person; `all` shows everything. */
export function readFilters(query: Query): Filters {
	const state = one(query.state)
	return {
		state: state === 'all' ? '' : pick(query.state, queueStates) || 'in_review',
		scheme: pick(query.scheme, schemes),
		due: pick(query.due, dues),
		cursor: one(query.cursor).slice(0, 80),
	}
}
export function writeFilters(filters: Partial<Filters>): Record<string, string> {
	const out: Record<string, string> = {}
	if (filters.state === '') out.state = 'all'
	else if (filters.state && filters.state !== 'in_review') out.state = filters.state
	if (filters.scheme) out.scheme = filters.scheme
	if (filters.due) out.due = filters.due
	if (filters.cursor) out.cursor = filters.cursor
	return out
}
/* An ID number has 17 digits and a digit or X; anything else is taken for a filing number. */
export function findBody(text: string): { idno: string } | { projid: string } | null {
	const plain = text.replace(/\s/g, '').toUpperCase()
	if (!plain) return null
	return /^[0-9]{17}[0-9X]$/.test(plain) ? { idno: plain } : { projid: plain }
}
