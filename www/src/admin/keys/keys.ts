/* Single keys, switchable (WCAG 2.1.4): they never fire while somebody types, in a dialog, or with Ctrl, Alt or Meta held. */
import { onBeforeUnmount, onMounted } from 'vue'
import { prefs } from '../state/prefs'

export type KeyMap = Record<string, () => void>

const typing = /^(input|textarea|select)$/i

export function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false
	if (target.isContentEditable) return true
	if (!typing.test(target.tagName)) return false
	return !(target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type))
}
/* The name to look up: "j", "?", or "g h" when g came just before. */
export function keyName(event: Pick<KeyboardEvent, 'key'>, before: string): string {
	return before ? `${before} ${event.key}` : event.key
}

let before = ''
let beforeAt = 0
const maps: KeyMap[] = []

function dialogOpen(): boolean {
	return Array.from(document.querySelectorAll<HTMLElement>('[aria-modal="true"]')).some((el) => el.offsetParent !== null || el.getClientRects().length > 0)
}
function find(name: string): (() => void) | undefined {
	for (let i = maps.length - 1; i >= 0; i--) if (maps[i]![name]) return maps[i]![name]
	return undefined
}
function onKey(event: KeyboardEvent): void {
	if (!prefs.keys || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
	if (isTyping(event.target) || dialogOpen()) return
	/* Enter and Space belong to whatever control has the focus. */
	if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary, [role="button"]')) return
	const recent = event.timeStamp - beforeAt < 1200 ? before : ''
	const act = find(keyName(event, recent)) || find(event.key)
	before = event.key === 'g' ? 'g' : ''
	beforeAt = event.timeStamp
	if (!act) return
	event.preventDefault()
	act()
}
export function listenKeys(): void {
	document.addEventListener('keydown', onKey)
}
export function useKeys(map: KeyMap): void {
	onMounted(() => maps.push(map))
	onBeforeUnmount(() => {
		const at = maps.indexOf(map)
		if (at >= 0) maps.splice(at, 1)
	})
}
