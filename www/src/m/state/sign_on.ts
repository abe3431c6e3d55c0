/* Sign-on: a ticket of the container or the portal is swapped by the server; the way back is kept for this tab. */
import { post, waitJob } from '@/shared/api/client'
import type { Session } from '@/shared/api/types'
import { containerTicket } from '@/shared/bridge'
import { config } from '@/shared/state/config'
import { setSession } from '@/shared/state/session'

const BACK_TO = 'anju.to'
export type Ticket = { kind: 'irs' | 'legacy'; ticket: string }

/* The ticket that came with the address, until it is used. */
export const arrived = { ticket: null as Ticket | null }

export function rememberWay(path: string): void {
	sessionStorage.setItem(BACK_TO, path)
}
export function takeWay(): string {
	const path = sessionStorage.getItem(BACK_TO)
	sessionStorage.removeItem(BACK_TO)
	return path && path.startsWith('/') && !path.startsWith('/enter') ? path : '/'
}

export async function swapTicket(given: Ticket): Promise<void> {
	const { job } = await post<{ job: string }>('/api/session/start', given, { quiet: true })
	await waitJob(job)
	setSession(await post<Session>('/api/session/finish', { job }, { quiet: true }))
}

/* A ticket at hand, or null after leaving for the portal's page. Throws when neither is possible. */
export async function obtainTicket(): Promise<Ticket | null> {
	const own = await containerTicket()
	if (own) return { kind: 'irs', ticket: own }
	if (!config.sso_login) return null
	location.assign(config.sso_login + encodeURIComponent(location.origin + location.pathname))
	return null
}
