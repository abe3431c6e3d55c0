/* Fails first, then what is waited for, then passes, then what does not apply; the server's order within each. Pure. */
import type { CheckResult, Outcome } from '../api/types'

export interface CheckGroups {
	fail: CheckResult[]
	unknown: CheckResult[]
	pass: CheckResult[]
	not_applicable: CheckResult[]
}

export function groupChecks(checks: CheckResult[]): CheckGroups {
	const groups: CheckGroups = { fail: [], unknown: [], pass: [], not_applicable: [] }
	for (const check of checks) groups[check.overridden ? 'pass' : (check.outcome as Outcome)].push(check)
	return groups
}
