/* What GET /api/case says to the applicant, the row's own fields beside the rest (read_case.ts). */
import type { CaseRow, Schemas } from '@/shared/api/types'

export type CaseAnswer = CaseRow & Omit<Schemas['CaseDetail'], 'case'>
