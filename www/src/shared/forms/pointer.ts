/* RFC 6901 pointers into a form. */
import type { Json } from '../api/types'

type Box = { [key: string]: Json }

export function pointerParts(pointer: string): string[] {
	return pointer === '' ? [] : pointer.slice(1).split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
}
export function pointerGet(data: Json, pointer: string): Json | undefined {
	let at: Json | undefined = data
	for (const part of pointerParts(pointer)) {
		if (at === null || typeof at !== 'object') return undefined
		at = (at as Box)[part]
	}
	return at
}
/* Makes the objects on the way; undefined removes the key. */
export function pointerSet(data: Json, pointer: string, value: Json | undefined): void {
	const parts = pointerParts(pointer)
	const last = parts.pop()
	if (last === undefined) return
	let at = data as Box
	for (const part of parts) {
		if (at[part] === null || typeof at[part] !== 'object') at[part] = {}
		at = at[part] as Box
	}
	if (value !== undefined) at[last] = value
	else if (Array.isArray(at)) at.splice(Number(last), 1)
	else delete at[last]
}
export function pointerUnder(pointer: string, root: string): boolean {
	return pointer === root || pointer.startsWith(`${root}/`)
}
