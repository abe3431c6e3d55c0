/* The shapes of the written contract (docs/openapi.yaml) that both halves of the front end use. Money is integer fen, times are
 * RFC 3339 with +08:00, days YYYY-MM-DD, months YYYY-MM; ids are 32 hex digits. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export interface FieldError {
	pointer: string
	code: string
	text: string
}

export interface Problem {
	type: string
	title: string
	status: number
	detail?: string
	code: string
	instance?: string
	errors?: FieldError[]
}

export interface Page<T> {
	items: T[]
	next: string | null
}

export interface Session {
	kind: 'applicant' | 'staff'
	name: string
	csrf: string
	idno?: string
	phone?: string | null
	elder?: boolean
	login?: string
	roles?: string[]
	last_login_at?: string | null
}

export type Outcome = 'pass' | 'fail' | 'unknown' | 'not_applicable'
export type FactKind = 'shared' | 'declared' | 'own'

export interface Fact {
	label: string
	value: string
	person?: string | null
	source?: string | null
	request_no?: string | null
	fetched_at?: string | null
	as_of?: string | null
	kind?: FactKind
}

export interface Threshold {
	text: string
	clause?: string | null
	version?: string | null
	effective_from?: string | null
}

export interface NextStep {
	kind: 'supplement' | 'fix_at_source' | 'wait' | 'none'
	text: string
	materials?: string[]
}

export interface CheckResult {
	rule: string
	tender_id?: string
	title: string
	outcome: Outcome
	settled?: boolean
	overridden: { by: string; reason: string } | null
	as_of?: string | null
	source?: string | null
	kind?: FactKind
	facts: Fact[]
	threshold: Threshold | null
	explain: string
	next: NextStep | null
}

export type ActorKind = 'applicant' | 'system' | 'staff' | 'bank' | 'gov20'

export interface TimelineEntry {
	at: string
	actor: { kind: ActorKind; name: string }
	title: string
	text?: string | null
	state?: CaseState | null
}

export type CaseState =
	| 'draft' | 'received' | 'accepted' | 'not_accepted' | 'in_review' | 'supplement' | 'decided' | 'approved' | 'refused' | 'withdrawn'

export type Light = 'green' | 'yellow' | 'red' | 'none'

export interface CaseRow {
	id: string
	projid: string | null
	scheme: string
	kind: string
	applicant_kind: string | null
	applicant: string
	state: CaseState
	state_text: string
	channel: string
	accepted_on: string | null
	due_on: string | null
	created_at: string
	waits_for: string[]
	light: Light
}

export interface Material {
	code: string
	title: string
	required?: boolean
	hint?: string | null
	sample_text?: string | null
}

export interface FileInfo {
	id: string
	material: string
	title: string
	content_type: string
	size: number
	created_at: string
	source: 'upload' | 'gov20'
}

export type PayoutState = 'ready' | 'in_flight' | 'paid' | 'closed'

export interface Payout {
	id: string
	case: string
	scheme: string
	period: string
	amount_fen: number
	state: PayoutState
	state_text: string
	account: string
	attempts: { at: string; state: string; code?: string | null; text?: string | null }[]
	paid_at: string | null
	why: string | null
}

export interface Reason {
	code: string
	title: string
	text: string
	materials: Material[]
}

export interface Job<T = Json> {
	id: string
	state: 'ready' | 'running' | 'done' | 'failed' | 'unknown'
	result?: T
	/* Sentence of what went wrong. */
	problem?: string
}
