/* Who sees which page. The server decides on each request; this only keeps dead links out of the menu. */
import { session } from '@/shared/state/session'
import type { Role } from '../types'

export const pageRoles: Record<string, Role[]> = {
	'/queue': ['reviewer', 'lead', 'auditor'],
	'/case': ['reviewer', 'lead', 'finance', 'auditor'],
	'/runs': ['finance', 'lead', 'auditor'],
	'/payouts': ['finance', 'lead', 'auditor'],
	'/batches': ['finance', 'lead', 'auditor'],
	'/policies': ['policy', 'reviewer', 'lead', 'finance', 'auditor'],
	'/whitelist': ['policy', 'reviewer', 'lead', 'finance', 'auditor'],
	'/approvals': ['finance', 'lead', 'policy', 'security_admin', 'auditor'],
	'/mandates': ['finance', 'lead', 'auditor'],
	'/recon': ['finance', 'lead', 'auditor'],
	'/calls': ['reviewer', 'lead', 'auditor', 'system_admin'],
	'/jobs': ['lead', 'system_admin'],
	'/audit': ['auditor'],
}

export function allowed(path: string, roles: readonly string[]): boolean {
	const first = `/${path.split('/')[1] || ''}`
	const wanted = pageRoles[first]
	return !wanted || wanted.some((role) => roles.includes(role))
}
export function may(path: string): boolean {
	return allowed(path, session.now?.roles || [])
}
/* Whose yes or no counts for an approval of that kind: money is agreed on by other people than policies and white lists. */
export function decidesKind(kind: string): boolean {
	return kind === 'POLICY' || kind === 'WHITELIST' ? has('policy', 'lead') : has('finance', 'lead')
}
export function has(...roles: Role[]): boolean {
	return roles.some((role) => session.now?.roles?.includes(role))
}
