/* The staff half of the written contract (docs/openapi.yaml); what both halves share is in shared/api/types.ts. */
import type { CaseRow, CaseState, CheckResult, FileInfo, Material, Page, Payout, TimelineEntry } from '@/shared/api/types'

export type Role = 'reviewer' | 'lead' | 'finance' | 'cert' | 'policy' | 'system_admin' | 'security_admin' | 'auditor' | 'display'

export interface Alarm {
	kind: string
	text: string
	raised_at: string
}
export interface StaffHome {
	counts: Record<string, number>
	alarms: Alarm[]
}

export interface QueuePage extends Page<CaseRow> {
	counts: Record<string, number>
}

export interface Member {
	person: string
	name: string
	idno: string
	relation: string
	counted_from: string
}
export interface SummaryGroup {
	group: string
	rows: { label: string; value: string }[]
}
export interface ShownReason {
	code: string
	title: string
	text: string
	materials: Material[]
}
export interface StaffDecision {
	yes: boolean
	at: string
	by?: string
	opinion?: string
	undo_until?: string | null
	reasons?: ShownReason[]
}
export interface StaffCase {
	case: CaseRow
	ver: number
	answers: string | null
	household: Member[]
	form_summary: SummaryGroup[]
	checks: CheckResult[]
	timeline: TimelineEntry[]
	files: FileInfo[]
	supplement: { materials: Material[]; note: string; due_on: string; needs_account: boolean } | null
	decision: StaffDecision | null
	payouts: Payout[]
	duties: { can_decide: boolean; can_ask: boolean; can_undo: boolean; can_recheck: boolean }
}

export interface LabelledValue {
	label: string
	value: string
}
export interface FactSource {
	source: string
	title: string
	state: string
	kind: string
	as_of?: string | null
	fetched_at?: string | null
	request_no?: string | null
	rows: LabelledValue[][]
}
export interface FactMember {
	person: string
	name: string
	relation: string
	sources: FactSource[]
}

export interface Decided {
	id: string
	takes_effect_at: string
}
export interface Moved {
	id: string
	state: CaseState
}

export interface Reason {
	code: string
	scheme: string
	check_code: string | null
	title: string
	sms_text: string
	page_text: string
	materials: string[]
	active: boolean
	ver: number
	used: number
}
export interface ReasonList {
	items: Reason[]
	materials: Material[]
}

export interface StaffPayout {
	id: string
	case: string
	applicant: string
	scheme: string
	period: string
	amount_fen: number
	state: string
	account: string
	held?: string | null
	batch_no?: string | null
	attempt_state?: string | null
	created_at: string
}
export interface Batch {
	id: number
	batch_no: string
	scheme: string
	n: number
	sum_fen: number
	state: string
	ground: string | null
	digest?: string | null
	created_at: string
	sent_at?: string | null
	closed_at?: string | null
	counts: Record<string, number>
}
export interface BatchMade {
	id: number
	n: number
	sum_fen: number
	digest: string
	approval: number
}

export interface Approval {
	id: number
	kind: string
	subject: number
	digest: string
	made_by: string
	made_at: string
	expires_at: string
	summary: Record<string, unknown>
	mine: boolean
}

export interface MandateLimits {
	scheme: string
	per_payment_fen: number
	per_day_fen: number
	per_day_count: number
	overrides_per_day: number
	valid_from: string
	valid_to: string
}
export interface Mandate extends MandateLimits {
	id: number
	state: string
	today: { fen?: number; n?: number; overrides?: number }
}
export interface Budget {
	scheme: string
	funded_fen: number
	available_fen: number
	reserved_fen: number
	paid_fen: number
}

export interface ReconDiff {
	id: number
	kind: string
	e2e_id: string
	ours_fen?: number | null
	bank_fen?: number | null
	state: string
	note?: string
}
export interface ReconDay {
	day: string
	state: string
	diffs: number
	ours_fen: number
	bank_fen: number
}
export interface Recon {
	day: string
	state: string
	ours: { n?: number; fen?: number }
	bank: { n?: number; fen?: number }
	ledger_fen: number
	diffs: ReconDiff[]
	days: ReconDay[]
}

export interface Call {
	at: string
	peer: string
	operation: string
	case?: string | null
	ground?: string
	request_no?: string | null
	outcome: string
	http_status: number
	ms: number
}
export interface Peer {
	peer: string
	ok: number
	down: number
	mean_ms?: number
	last_ok_at?: string | null
}
export interface CallPage extends Page<Call> {
	peers: Peer[]
}

export interface AuditRow {
	seq: number
	at: string
	actor_kind: string
	actor: string
	action: string
	object_kind: string
	object_id: number
	purpose?: string
	result: string
	detail?: string
	chained?: boolean
}

export interface Jobs {
	counts: { kind: string; state: string; n: number }[]
	oldest_due_at: string | null
	trouble: { id: string; kind: string; state: string; attempts: number; last_error: string | null; created_at?: string }[]
}
