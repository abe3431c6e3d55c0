/* Long acts of the staff half are jobs; asked for until they end. */
import { ApiError, get, sleep } from '@/shared/api/client'
import { words } from '@/shared/i18n/zh'
import type { Problem } from '@/shared/api/types'

interface StaffJob<T> {
	state: 'ready' | 'running' | 'done' | 'failed' | 'unknown'
	result?: T
	problem?: string | Problem
}

export function jobProblem(problem: string | Problem | undefined): ApiError {
	return new ApiError(typeof problem === 'string' ? { code: 'job', title: problem } : problem || {})
}
export async function waitStaffJob<T>(id: string, limit = 60000): Promise<T> {
	const end = Date.now() + limit
	for (let pause = 150; Date.now() < end; pause = Math.min(pause * 1.5, 2000)) {
		const job = await get<StaffJob<T>>('/api/staff/job', { query: { id }, quiet: true })
		if (job.state === 'done') return job.result as T
		if (job.state === 'failed' || job.state === 'unknown') throw jobProblem(job.problem)
		await sleep(pause)
	}
	throw new ApiError({ code: 'waiting', title: words.problem.waiting })
}
