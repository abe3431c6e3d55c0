/* What GET /api/case says to the applicant. */
import type { CaseRow, CheckResult, FileInfo, Material, Payout, Reason, TimelineEntry } from '@/shared/api/types'

export interface CaseAnswer extends CaseRow {
	/* Number of the refused case that this one answers. */
	answers: string | null
	form_summary: { group: string; rows: { label: string; value: string }[] }[]
	steps: { key: string; title: string; state: 'done' | 'current' | 'todo'; at: string | null; waiting_for: string | null }[]
	checks: CheckResult[]
	timeline: TimelineEntry[]
	files: FileInfo[]
	supplement: { materials: Material[]; note: string | null; due_on: string | null; needs_account: boolean } | null
	decision: { yes: boolean; at: string; reasons: Reason[] } | null
	payouts: Payout[]
	can: { withdraw: boolean; supplement: boolean; reapply: boolean }
}
