/* Which tone a state word has. Pure. */
type Tone = 'ok' | 'bad' | 'wait' | 'plain' | 'info'

const tones: Record<string, Tone> = {
	in_review: 'wait', supplement: 'wait', decided: 'info', received: 'info', accepted: 'info', approved: 'ok', refused: 'bad', not_accepted: 'bad',
	ready: 'info', in_flight: 'wait', paid: 'ok',
	DRAFT: 'wait', LOCKED: 'info', SENDING: 'info', SENT: 'info', UNKNOWN: 'bad', CLOSED: 'ok',
	loading: 'info', active: 'ok', replaced: 'plain',
	judging: 'info', waiting: 'wait', granting: 'info', cancelled: 'plain', stopping: 'wait',
	PREPARED: 'info', SUCCEEDED: 'ok', FAILED: 'bad', RETURNED: 'bad',
	proposed: 'wait', in_force: 'ok', revoked: 'bad',
	OPEN: 'bad', READY: 'info', RUNNING: 'info', DONE: 'ok',
	ok: 'ok', down: 'bad', conflict: 'bad', unclear: 'wait', not_fetched: 'wait',
}
export function toneOf(state: string | null | undefined): Tone {
	const code = state || ''
	return tones[code] || tones[code.toUpperCase()] || tones[code.toLowerCase()] || 'plain'
}
