/* Names for the staff half of the written contract; what both halves share is in shared/api/types.ts. Made from docs/openapi.yaml by way
 * of types.gen.ts; what is not an alias here says why. */
import type { Schemas } from '@/shared/api/types'

/* The contract leaves roles as texts: a role that is new on the server must not break a page that does not know it. */
export type Role = 'reviewer' | 'lead' | 'finance' | 'cert' | 'policy' | 'system_admin' | 'security_admin' | 'auditor' | 'display'

export type StaffHome = Schemas['StaffHome']
export type Alarm = StaffHome['alarms'][number]
export type QueuePage = Schemas['Queue']

export type StaffCase = Schemas['StaffCase']
export type Member = StaffCase['household'][number]
export type SummaryGroup = Schemas['SummaryGroup']
export type ShownReason = Schemas['RefusalShown']
export type StaffDecision = NonNullable<StaffCase['decision']>

export type FactMember = Schemas['CaseFacts']['members'][number]
export type FactSource = Schemas['FactSource']
export type LabelledValue = FactSource['rows'][number][number]

export type Decided = Schemas['Decided']
export type Moved = Schemas['CaseMoved']

export type Reason = Schemas['Reason']
export type ReasonList = Schemas['ReasonList']

export type StaffPayout = Schemas['StaffPayoutList']['items'][number]
export type Batch = Schemas['BatchList']['items'][number]
/* The result of a job, which the contract leaves open. */
export interface BatchMade {
	id: number
	n: number
	sum_fen: number
	digest: string
	approval: number
}
export type Approval = Schemas['ApprovalList']['items'][number]
export type MandateLimits = Schemas['MandateNew']
export type Mandate = Schemas['MandateList']['items'][number]
export type Budget = Schemas['BudgetList']['items'][number]

export type RunRow = Schemas['RunList']['items'][number]
export type Run = Schemas['Run']
export type RunCheck = Run['checks'][number]
export type RunPeople = Schemas['RunPeople']

export type Whitelists = Schemas['Whitelists']
export type WhitelistRow = Schemas['WhitelistRow']
export type WhitelistChanges = Schemas['WhitelistChanges']
export type WhitelistEntries = Schemas['WhitelistEntries']

export type PolicyList = Schemas['PolicyList']
export type PolicyVersion = Schemas['PolicyVersion']
export type PolicyDraft = Schemas['PolicyDraft']
export type Policy = Schemas['Policy']
export type PolicyBody = Schemas['PolicyBody']
export type PolicyField = Schemas['PolicyField']
export type PolicyTrial = Schemas['PolicyTrial']
export type Population = Schemas['Population']
export type PopulationList = Schemas['PopulationList']
export type PopulationPeople = Schemas['PopulationPeople']
export type PopulationLine = PopulationPeople['items'][number]
export type PopulationCases = Schemas['PopulationCases']
export type PopulationCaseLine = PopulationCases['items'][number]
export type TrialResult = Schemas['TrialResult']

export type Recon = Schemas['Recon']
export type ReconDiff = Recon['diffs'][number]
export type ReconDay = Recon['days'][number]

export type CallPage = Schemas['CallList']
export type Call = CallPage['items'][number]
export type Peer = CallPage['peers'][number]
export type AuditRow = Schemas['AuditList']['items'][number]
export type Jobs = Schemas['Jobs']
