/* Colour and sign for a case's state; the word itself comes from the server. */
import type { CaseState, PayoutState } from '@/shared/api/types'
import type { IconName } from '@/shared/icons/Icon.vue'

export interface Tag {
	kind: string
	icon: IconName
}
const wait: Tag = { kind: 'tag-wait', icon: 'wait' }
const tags: Record<CaseState, Tag> = {
	draft: { kind: 'tag-off', icon: 'edit' },
	received: wait,
	accepted: wait,
	not_accepted: { kind: 'tag-bad', icon: 'bad' },
	in_review: wait,
	supplement: { kind: 'tag-bad', icon: 'warn' },
	decided: wait,
	approved: { kind: 'tag-ok', icon: 'ok' },
	refused: { kind: 'tag-bad', icon: 'bad' },
	withdrawn: { kind: 'tag-off', icon: 'undo' },
}
export const stateTag = (state: CaseState): Tag => tags[state] || wait

const payoutTags: Record<PayoutState, Tag> = {
	ready: wait,
	in_flight: { kind: '', icon: 'bank' },
	paid: { kind: 'tag-ok', icon: 'ok' },
	closed: { kind: 'tag-off', icon: 'skip' },
}
export const payoutTag = (state: PayoutState): Tag => payoutTags[state] || wait
