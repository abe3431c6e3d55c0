/* Something read from the server for a page: loading, there, or a problem that can be tried again. */
import { ref, type Ref } from 'vue'
import { ApiError } from '@/shared/api/client'

export interface Load<T> {
	value: Ref<T | null>
	error: Ref<ApiError | null>
	run: () => Promise<void>
}

export function useLoad<T>(fetcher: () => Promise<T>): Load<T> {
	const value = ref(null) as Ref<T | null>
	const error = ref(null) as Ref<ApiError | null>
	async function run(): Promise<void> {
		error.value = null
		try {
			value.value = await fetcher()
		} catch (problem) {
			error.value = problem instanceof ApiError ? problem : new ApiError({})
		}
	}
	void run()
	return { value, error, run }
}
