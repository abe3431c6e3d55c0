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
	for (const check of checks) groups[shownOutcome(check)].push(check)
	/* What somebody can do something about stands before what only a source can tell. */
	groups.unknown.sort((a, b) => Number(a.need === 'source') - Number(b.need === 'source'))
	return groups
}

/* A failing check that was overruled, or that another one of its group settles, stands in nobody's way. */
export function shownOutcome(check: CheckResult): Outcome {
	if (check.overridden) return 'pass'
	return check.settled ? 'not_applicable' : (check.outcome as Outcome)
}
