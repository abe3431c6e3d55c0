/* What the page of the talent white list makes of its answers (2.9(4)). Pure. */
import type { FieldError } from '@/shared/api/types'
import type { Whitelists, WhitelistRow } from '../types'
import { w } from '../texts_whitelist'

export const FILE_MAX = 8 << 20
/* The server names no more faults than these at once. */
export const FAULTS_MAX = 16
const SOON_DAYS = 14
const heads = ['姓名', '证件号码', '人才类别', '认定日期', '有效期起', '有效期止', '发证机关', '文号']

/* With the mark that office programs know UTF-8 by. */
export const templateText = (): string => `\ufeff${heads.join(',')}\r\n`

export interface Fault {
	row: number
	column: string
	text: string
}
/* "/rows/12/认定日期": the row as a spreadsheet counts it, and the head of its column. Null: about something else. */
export function faultOf(error: FieldError): Fault | null {
	const at = /^(?:\/rows)?\/([0-9]+)(?:\/(.*))?$/.exec(error.pointer)
	return at ? { row: Number(at[1]), column: (at[2] || '').replaceAll('~1', '/').replaceAll('~0', '~'), text: error.text } : null
}
export function faultsOf(errors: FieldError[]): Fault[] {
	return errors
		.map(faultOf)
		.filter((one) => one !== null)
		.sort((a, b) => a.row - b.row)
}

/* Null: nothing to warn of. */
export function warningOf(current: Whitelists['current']): { bad: boolean; text: string } | null {
	if (!current) return { bad: true, text: w.warnNone }
	if (current.days_left < 0) return { bad: true, text: w.warnOld }
	return current.days_left <= SOON_DAYS ? { bad: false, text: w.warnSoon } : null
}
export const leftText = (days: number): string => (days < 0 ? w.tooOld(-days) : w.left(days))

export const isUnderWay = (row: Pick<WhitelistRow, 'state'>): boolean => row.state === 'loading' || row.state === 'waiting'

export type ChangeKind = 'added' | 'gone' | 'changed'
export const changeKinds: ChangeKind[] = ['added', 'gone', 'changed']
export interface ChangesAsk {
	id: string
	kind: ChangeKind
	cursor: string
}
/* Which list's differences are open: the one of the address, else the one that waits. Who goes is shown first: it costs people their money. */
export function readChanges(query: Record<string, unknown>, items: WhitelistRow[]): ChangesAsk | null {
	const wanted = query.id === undefined ? items.find((row) => row.state === 'waiting') : items.find((row) => row.id === query.id)
	if (!wanted || wanted.state === 'loading') return null
	const asked = changeKinds.find((kind) => kind === query.kind)
	const cursor = String(query.cursor || '')
	return { id: wanted.id, kind: asked || (['gone', 'added', 'changed'] as const).find((kind) => wanted[kind]) || 'added', cursor: /^[0-9]{1,18}$/.test(cursor) ? cursor : '' }
}
