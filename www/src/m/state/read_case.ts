/* One case as the applicant sees it; the row's own fields lie beside the rest. */
import { get } from '@/shared/api/client'
import type { CaseRow } from '@/shared/api/types'
import type { CaseAnswer } from './case_types'

export async function readCase(id: string): Promise<CaseAnswer> {
	const answer = await get<Omit<CaseAnswer, keyof CaseRow> & { case: CaseRow }>('/api/case', { query: { id } })
	return { ...answer, ...answer.case }
}
