/* One GET behind a page: data, problem, busy. A later call wins over an earlier one that answers late. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from '@/shared/api/client'
import { words } from '@/shared/i18n/zh'

export interface Loaded<T> {
	data: ShallowRef<T | null>
	error: ShallowRef<ApiError | null>
	busy: Ref<boolean>
	load: () => Promise<void>
}

export function asApiError(error: unknown): ApiError {
	return error instanceof ApiError ? error : new ApiError({ title: words.problem.other })
}

export function useLoad<T>(ask: () => Promise<T>): Loaded<T> {
	const data: ShallowRef<T | null> = shallowRef(null)
	const error = shallowRef<ApiError | null>(null)
	const busy = ref(false)
	let turn = 0
	async function load(): Promise<void> {
		const mine = ++turn
		busy.value = true
		try {
			const answer = await ask()
			if (mine === turn) {
				data.value = answer
				error.value = null
			}
		} catch (caught) {
			if (mine === turn) error.value = asApiError(caught)
		} finally {
			if (mine === turn) busy.value = false
		}
	}
	onScopeDispose(() => {
		turn++
	})
	return { data, error, busy, load }
}

export interface Acting {
	error: ShallowRef<ApiError | null>
	busy: Ref<boolean>
	/* True when it went through. Twice at once is not possible. */
	run: (act: () => Promise<void>) => Promise<boolean>
	clear: () => void
}

export function useAct(): Acting {
	const error = shallowRef<ApiError | null>(null)
	const busy = ref(false)
	async function run(act: () => Promise<void>): Promise<boolean> {
		if (busy.value) return false
		busy.value = true
		error.value = null
		try {
			await act()
			return true
		} catch (caught) {
			error.value = asApiError(caught)
			return false
		} finally {
			busy.value = false
		}
	}
	return { error, busy, run, clear: () => (error.value = null) }
}
