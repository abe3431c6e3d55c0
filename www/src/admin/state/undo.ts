/* The last decision and the time left to take it back, seen on every page until it takes effect. */
import { computed, reactive, ref } from 'vue'
import { post, requestKey } from '@/shared/api/client'

export const WINDOW_MS = 30000
/* Clocks of page and server may differ: the span is measured from now and never believed beyond ten minutes. */
export function undoSpan(takesEffectAt: string, now: number): number {
	const span = Date.parse(takesEffectAt) - now
	return Number.isFinite(span) && span > 0 && span <= 600000 ? span : WINDOW_MS
}
export function secondsLeft(until: number, now: number): number {
	return Math.max(0, Math.ceil((until - now) / 1000))
}

export const undo = reactive({ id: '', text: '', until: 0, key: '', undone: '' })
const clock = ref(Date.now())
let timer = 0

export const undoSeconds = computed(() => (undo.id ? secondsLeft(undo.until, clock.value) : 0))

function tick(): void {
	clock.value = Date.now()
	if (clock.value >= undo.until + 4000) forgetUndo()
}
export function offerUndo(id: string, text: string, takesEffectAt: string): void {
	clock.value = Date.now()
	Object.assign(undo, { id, text, until: clock.value + undoSpan(takesEffectAt, clock.value), key: requestKey(), undone: '' })
	window.clearInterval(timer)
	timer = window.setInterval(tick, 500)
}
export function forgetUndo(): void {
	window.clearInterval(timer)
	undo.id = ''
}
export async function takeBack(): Promise<void> {
	const id = undo.id
	await post('/api/staff/case/undo', { id }, { key: undo.key })
	forgetUndo()
	undo.undone = id
}
