/* The container around the page. Only the phone portal's build loads its bridge script; a plain browser has none of this. */
interface ZwjsBridge {
	ssoTicket(options: object): Promise<{ ticketId?: string; result?: boolean }>
	getUiStyle(options?: object): Promise<{ uiStyle?: string }>
	close(): void
}

function zwjs(): ZwjsBridge | null {
	return (globalThis as unknown as { ZWJSBridge?: ZwjsBridge }).ZWJSBridge || null
}

export const inContainer = (): boolean => zwjs() !== null

/* A one-time ticket from the container, or null where there is none. */
export async function containerTicket(): Promise<string | null> {
	const bridge = zwjs()
	if (!bridge) return null
	const answer = await bridge.ssoTicket({})
	return answer.ticketId || null
}

export async function containerElder(): Promise<boolean> {
	const bridge = zwjs()
	if (!bridge) return false
	try {
		return (await bridge.getUiStyle({})).uiStyle === 'elder'
	} catch {
		return false
	}
}

/* The sign-on redirect leaves one entry more in the history than the user made; coming back to it means leaving. */
export function leaveOnBack(atRoot: () => boolean): void {
	window.addEventListener('pageshow', () => {
		const entry = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined
		if (entry && entry.type === 'back_forward' && atRoot()) zwjs()?.close()
	})
}

/* The ticket that the portal put into our address, taken out of it at once so that it stays in no history. */
export function takeTicket(): { kind: 'irs' | 'legacy'; ticket: string } | null {
	const url = new URL(location.href)
	const irs = url.searchParams.get('ticketId')
	const legacy = url.searchParams.get('ticket')
	if (!irs && !legacy) return null
	history.replaceState(history.state, '', url.pathname + url.hash)
	return irs ? { kind: 'irs', ticket: irs } : { kind: 'legacy', ticket: legacy as string }
}
