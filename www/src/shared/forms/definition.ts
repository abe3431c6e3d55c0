/* A form as GET /api/forms gives it: schema for what is right, ui for what is asked and in which order. */
import type { Json, Outcome, Schemas } from '../api/types'

export type Schema = { [key: string]: Json }

export interface Choice {
	value: string
	text: string
	hint?: string
}

/* A condition on what was answered: shown when the value at `pointer` is one of `values`. */
export interface ShowIf {
	pointer: string
	values: Json[]
}

export interface FieldUi {
	pointer: string
	widget: 'text' | 'radio' | 'select' | 'date' | 'money' | 'mobile' | 'uscc' | 'bank_card' | 'textarea' | 'members' | 'months' | 'income' | 'switch_open_end'
	label: string
	hint?: string
	why?: string
	/* Asked for on the page even where the schema lets it be empty. */
	required?: boolean
	/* Likewise for each row that a person types (rows of shared data know only what they know). */
	item_required?: string[]
	options?: Choice[]
	show_if?: ShowIf
	autocomplete?: string
}

export interface PageUi {
	id: string
	title: string
	why?: string
	hint?: string
	fields: FieldUi[]
	/* A page of its own kind: household and attachments know more than fields. */
	kind?: 'fields' | 'family' | 'materials'
	show_if?: ShowIf
}

/* The contract names the parts; what stands in them is the business of the form, so it is written here. */
export interface FormDefinition extends Omit<Schemas['FormDefinition'], 'schema' | 'ui' | 'prefill' | 'errors'> {
	schema: Schema
	ui: { minutes: number; about: string[]; needs: string[]; pages: PageUi[] }
	prefill: Record<string, { source: string; field: string }>
	/* "pointer#keyword" or "keyword" to a sentence; a `*` stands for any one part of the pointer. */
	errors: Record<string, string>
}

export interface PrefillField {
	value: Json
	source: string
	source_title: string
	as_of: string | null
	request_no: string | null
}

export interface PrefillMember {
	person: string
	name: string
	idno_masked: string
	relation: string
	source: string
	as_of: string | null
}

/* What shared data already say about the checks to come: which papers are worth bringing. */
export interface CheckHint {
	rule: string
	title: string
	outcome: Outcome
	explain: string
	materials?: string[]
}

export interface Prefill {
	members: PrefillMember[]
	fields: Record<string, PrefillField>
	checks_hint: CheckHint[]
}
