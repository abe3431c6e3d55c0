/* Counts by kind and state as one row per kind; kinds in trouble first. Pure. */
import type { Jobs } from '../types'

export interface JobRow {
	kind: string
	n: Record<string, number>
}
export function jobMatrix(counts: Jobs['counts']): JobRow[] {
	const rows = new Map<string, JobRow>()
	for (const { kind, state, n } of counts) {
		const row = rows.get(kind) || { kind, n: {} }
		const name = state.toUpperCase()
		row.n[name] = (row.n[name] || 0) + n
		rows.set(kind, row)
	}
	const trouble = (row: JobRow): number => (row.n.FAILED || 0) + (row.n.UNKNOWN || 0)
	return [...rows.values()].sort((a, b) => trouble(b) - trouble(a) || (a.kind < b.kind ? -1 : 1))
}
