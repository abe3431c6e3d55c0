/* Names for the shapes of the written contract that both halves of the front end use. types.gen.ts is made from docs/openapi.yaml
 * (npm run types:gen); what is not an alias here says why. Money is integer fen, times are RFC 3339 with +08:00, days YYYY-MM-DD,
 * months YYYY-MM; ids are 32 hex digits. */
import type { components } from './types.gen'

export type Schemas = components['schemas']
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type Problem = Schemas['Problem']
export type FieldError = NonNullable<Problem['errors']>[number]

/* Every list of the contract has this form; a parameter instead of one alias a list. */
export interface Page<T> {
	items: T[]
	next: string | null
}

/* One holder for both doors: what only one of the two sessions has may be absent. */
export type Session = Pick<Schemas['Session'] | Schemas['StaffSession'], 'kind' | 'name' | 'csrf'> &
	Partial<Omit<Schemas['Session'], 'kind'> & Omit<Schemas['StaffSession'], 'kind'>>

export type Outcome = Schemas['Outcome']
export type FactKind = Schemas['FactKind']
export type Fact = Schemas['Fact']
export type CheckResult = Schemas['CheckResult']
export type ActorKind = Schemas['ActorKind']
export type TimelineEntry = Schemas['TimelineEntry']
export type CaseState = Schemas['CaseState']
export type CaseRow = Schemas['CaseRow']
export type FileInfo = Schemas['File']
export type Payout = Schemas['Payout']
export type PayoutState = Payout['state']
export type Reason = Schemas['RefusalShown']

/* A paper as pages draw it: asked for in a case (Material), or offered by the form (FormMaterial), which knows no `required`. */
export type Material = Pick<Schemas['Material'], 'code' | 'title' | 'hint'> & Partial<Pick<Schemas['Material'], 'required'>>

/* What a job gives back depends on the job; the contract leaves it open. */
export type Job<T = Json> = Omit<Schemas['Job'], 'result'> & { result?: T }
