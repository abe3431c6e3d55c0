/* The applicant and the chosen members, with the names the page may show, and their income rows. */
import type { Json } from '@/shared/api/types'
import { words } from '@/shared/i18n/zh'
import { session } from '@/shared/state/session'
import { draft } from './draft'

type Row = { [key: string]: Json }
export interface HouseholdPerson {
	key: string
	name: string
	relation: string
	/* How a row of the form names this person. */
	who: { person: string } | { idno: string }
}

export function household(data: Json): HouseholdPerson[] {
	const members = ((data as Row).members as Row[] | undefined) || []
	const me: HouseholdPerson = { key: 'self', name: words.relations.self as string, relation: 'self', who: { person: 'self' } }
	return [me].concat(members.map((row, i) => {
		const known = draft.prefill?.members.find((member) => member.person === row.person)
		const relation = String(row.relation || '')
		const name = (known ? known.name : String(row.name || '')) || words.relations[relation] || ''
		const who = row.person ? { person: String(row.person) } : { idno: String(row.idno || '') }
		return { key: row.person ? String(row.person) : `typed-${i}`, name, relation, who }
	}))
}

export const myName = (): string => session.now?.name || ''

/* One row for each person of the household and the year; amounts already given are kept. */
export function incomeRows(data: Json, year: number): Row[] {
	const before = ((data as Row).income as Row[] | undefined) || []
	return household(data).map(({ who }) => {
		const same = before.find((row) => row.year === year && ('person' in who ? row.person === who.person : !row.person && row.idno === who.idno))
		return same && same.amount_fen !== undefined ? { ...who, year, amount_fen: same.amount_fen } : { ...who, year }
	})
}
