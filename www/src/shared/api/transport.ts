/* How a request leaves the page. The direct transport is fetch; a container that offers its own channel sets another one before
 * the first call. Whatever it is, it answers with status, type and text, or throws when nothing came back. */
export interface Outgoing {
	method: string
	url: string
	headers: Record<string, string>
	body?: string | Blob
	timeout: number
}

export interface Incoming {
	status: number
	type: string
	text(): Promise<string>
	blob(): Promise<Blob>
}

export type Transport = (out: Outgoing) => Promise<Incoming>

/* AbortSignal.timeout is missing in older webviews. */
export const direct: Transport = async (out) => {
	const stop = new AbortController()
	const timer = setTimeout(() => stop.abort(), out.timeout)
	try {
		const answer = await fetch(out.url, {
			method: out.method,
			headers: out.headers,
			body: out.body,
			credentials: 'same-origin',
			cache: 'no-store',
			redirect: 'error',
			signal: stop.signal,
		})
		return {
			status: answer.status,
			type: answer.headers.get('content-type') || '',
			text: () => answer.text(),
			blob: () => answer.blob(),
		}
	} finally {
		clearTimeout(timer)
	}
}
