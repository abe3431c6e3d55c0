/* What the check-answers page shows for each page of the form. Pure but for the names of shared members. */
import type { Json } from '@/shared/api/types'
import type { FieldUi, PageUi } from '@/shared/forms/definition'
import { dayProse, monthProse } from '@/shared/format/date'
import { moneyText } from '@/shared/format/money'
import { groupAccount } from '@/shared/format/text'
import { pointerGet } from '@/shared/forms/pointer'
import { fieldsOf } from '@/shared/forms/walker'
import { words } from '@/shared/i18n/zh'
import { t } from '../texts_pages'
import { household } from './household'

export interface SummaryLine {
	label: string
	lines: string[]
}

/* A spouse known by number only is named by the relation alone. */
export function withRelation(name: string, relation: string): string {
	const word = words.relations[relation] || ''
	return name === word || !word ? name : `${name}（${word}）`
}

function incomeLines(data: Json, pointer: string): string[] {
	const rows = (pointerGet(data, pointer) as { amount_fen?: number }[] | undefined) || []
	return household(data).map((person, i) => {
		const fen = rows[i]?.amount_fen
		return `${person.name} ${typeof fen === 'number' ? moneyText(fen) : '—'}`
	})
}

function monthLines(months: string[]): string[] {
	if (!months.length) return ['—']
	return [t.apply.years(months.length), `${monthProse(months[0])} — ${monthProse(months[months.length - 1])}`]
}

function lines(field: FieldUi, data: Json): string[] {
	const value = pointerGet(data, field.pointer)
	if (field.widget === 'members') {
		const others = household(data).slice(1)
		return others.length ? others.map((p) => withRelation(p.name, p.relation)) : [t.apply.onlyMe]
	}
	if (field.widget === 'income') return incomeLines(data, field.pointer)
	if (field.widget === 'months') return monthLines((value as string[] | undefined) || [])
	if (field.widget === 'switch_open_end') return [value === null ? t.apply.openEnd : dayProse(value as string) || '—']
	if (value === undefined || value === null || value === '') return ['—']
	if (field.options) return [field.options.find((choice) => choice.value === value)?.text || String(value)]
	if (field.widget === 'date') return [dayProse(value as string)]
	if (field.widget === 'money') return [moneyText(value as number)]
	return [field.widget === 'bank_card' ? groupAccount(String(value)) : String(value)]
}

export function summaryOf(page: PageUi, data: Json): SummaryLine[] {
	return fieldsOf(page, data).map((field) => ({ label: field.label, lines: lines(field, data) }))
}
