/* All business time is Shanghai time, which has no summer time: +08:00 always. */
const ZONE = 8 * 3600 * 1000

function shifted(at: string | number): Date | null {
	const ms = typeof at === 'number' ? at : Date.parse(at)
	return Number.isNaN(ms) ? null : new Date(ms + ZONE)
}

export function dayOf(at: string | number): string {
	const d = shifted(at)
	return d ? d.toISOString().slice(0, 10) : ''
}
/* "2026-11-22 09:05" for tables. */
export function timeTable(at: string | number): string {
	const d = shifted(at)
	return d ? d.toISOString().slice(0, 16).replace('T', ' ') : ''
}
/* "2026年11月22日" for prose. */
export function dayProse(day: string | null | undefined): string {
	const p = /^([0-9]{4})-([0-9]{2})-([0-9]{2})/.exec(day || '')
	return p ? `${p[1]}年${Number(p[2])}月${Number(p[3])}日` : ''
}
export function monthProse(month: string | null | undefined): string {
	const p = /^([0-9]{4})-([0-9]{2})/.exec(month || '')
	return p ? `${p[1]}年${Number(p[2])}月` : ''
}
/* "11月22日 09:05" for a timeline of this year, else with the year. */
export function timeProse(at: string, today: string = dayOf(Date.now())): string {
	const d = shifted(at)
	if (!d) return ''
	const text = d.toISOString()
	const day = dayProse(text.slice(0, 10))
	return `${text.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${text.slice(11, 16)}`
}
export function today(): string {
	return dayOf(Date.now())
}
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86400000)
}
export function dueText(due: string | null | undefined, now: string = today()): string {
	if (!due) return ''
	const left = daysBetween(now, due)
	if (left < 0) return `已超过 ${-left} 天`
	return left === 0 ? '今天截止' : `还剩 ${left} 天`
}
export function monthAdd(month: string, n: number): string {
	const p = month.split('-')
	const count = Number(p[0]) * 12 + Number(p[1]) - 1 + n
	return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
}
/* Inclusive list of months, empty when to < from. */
export function monthsFromTo(from: string, to: string): string[] {
	const list: string[] = []
	for (let m = from; m && to && m <= to && list.length < 600; m = monthAdd(m, 1)) list.push(m)
	return list
}
