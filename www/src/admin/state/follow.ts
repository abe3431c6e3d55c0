/* Reads a page again while what it shows moves by itself, as long as somebody looks at it. */
import { onScopeDispose } from 'vue'
import { sleep } from '@/shared/api/client'

export function useFollow(moves: () => boolean, load: () => Promise<void>, pause = 2000): void {
	let alive = true
	onScopeDispose(() => (alive = false))
	void (async () => {
		for (;;) {
			await sleep(pause)
			if (!alive) return
			if (document.visibilityState === 'visible' && moves()) await load()
		}
	})()
}
