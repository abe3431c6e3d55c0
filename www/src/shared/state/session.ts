/* Who is signed on, in memory only. */
import { reactive } from 'vue'
import { get, post, setCsrf } from '../api/client'
import type { Session } from '../api/types'

export const session = reactive({ now: null as Session | null, over: false })

export function setSession(next: Session | null): void {
	session.now = next
	session.over = false
	setCsrf(next ? next.csrf : '')
}

/* True when somebody is signed on; asks the server once after a reload. `path` differs between the doors. */
export async function restoreSession(path = '/api/session'): Promise<boolean> {
	if (session.now) return true
	try {
		setSession(await get<Session>(path, { quiet: true }))
		return true
	} catch (error) {
		if ((error as { status?: number }).status === 401) return false
		throw error
	}
}

export async function endSession(path = '/api/session/end'): Promise<void> {
	await post(path, {}, { quiet: true })
	setSession(null)
}
