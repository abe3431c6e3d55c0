/* The list that a case was opened from: previous, next and auto-advance follow it. In memory only. */
import { reactive } from 'vue'

export const list = reactive({ ids: [] as string[], from: '/queue' })

export function keepList(ids: string[], from: string): void {
	list.ids = ids
	list.from = from
}
export function neighbour(id: string, step: 1 | -1): string | null {
	const at = list.ids.indexOf(id)
	return at < 0 ? null : list.ids[at + step] || null
}
export function placeOf(id: string): number {
	return list.ids.indexOf(id)
}
