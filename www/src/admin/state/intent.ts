/* The request key of one intention: the same for the same content, so that a try after an unclear answer is the same request;
 * another one as soon as the content differs. */
import { requestKey } from '@/shared/api/client'

export interface Intent {
	key: (body: unknown) => string
	done: () => void
}

export function useIntent(): Intent {
	let last = ''
	let key = ''
	return {
		key(body) {
			const text = JSON.stringify(body)
			if (!key || text !== last) {
				last = text
				key = requestKey()
			}
			return key
		},
		done() {
			key = ''
		},
	}
}
