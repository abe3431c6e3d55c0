/* The one open application: its form, answers, files and the shared data beside it. Saved on every step and 2 s after the last edit;
 * what could not be saved waits in sessionStorage (this tab only) until the person is signed on again. */
import { computed, reactive } from 'vue'
import { ApiError, get, post, waitJob } from '@/shared/api/client'
import type { FileInfo, Json, Material, Schemas } from '@/shared/api/types'
import type { FormDefinition, PageUi, Prefill } from '@/shared/forms/definition'
import { pointerGet, pointerSet } from '@/shared/forms/pointer'
import { cleaned, isEmpty, pagesOf } from '@/shared/forms/walker'
import { session } from '@/shared/state/session'

type Data = { [key: string]: Json }
/* The contract leaves the answers of a form open; here they are JSON, which the walker reads. */
type DraftAnswer = Omit<Schemas['Draft'], 'data'> & { data: Data }

const FORM = 'type2'
const OUTBOX = 'anju.outbox'

interface DraftState {
	form: (FormDefinition) | null
	id: string
	version: number
	data: Data
	step: string
	files: FileInfo[]
	/* Papers of a re-application; null for a new one. */
	needs: Material[] | null
	updatedAt: string
	prefill: Prefill | null
	prefillState: 'none' | 'running' | 'done' | 'failed'
	saveState: 'saved' | 'dirty' | 'saving' | 'failed'
	stale: boolean
}

/* Typed by hand: the compiler gives up on unwrapping nested JSON. */
export const draft = reactive<object>({
	form: null, id: '', version: 0, data: { members: [] }, step: '', files: [], needs: null, updatedAt: '', prefill: null, prefillState: 'none', saveState: 'saved', stale: false,
}) as DraftState

/* A re-application asks for the named papers and nothing else; every other page is reached from the summary. */
export const pages = computed<PageUi[]>(() => (draft.form ? pagesOf(draft.form, draft.data) : []))
export const asked = computed<PageUi[]>(() => (draft.needs ? pages.value.filter((page) => page.kind === 'materials') : pages.value))

function take(answer: DraftAnswer): void {
	draft.id = answer.id
	draft.version = answer.version
	draft.data = answer.data
	draft.step = answer.step
	draft.files = answer.files || []
	draft.needs = answer.needs && answer.needs.length ? answer.needs : null
	draft.updatedAt = answer.updated_at
	draft.saveState = 'saved'
	draft.stale = false
}

export function forget(): void {
	Object.assign(draft, { id: '', version: 0, data: { members: [] }, step: '', files: [], needs: null, updatedAt: '', saveState: 'saved', stale: false })
	sessionStorage.removeItem(OUTBOX)
}

function putOutbox(): void {
	sessionStorage.setItem(OUTBOX, JSON.stringify({ id: draft.id, version: draft.version, data: draft.data, step: draft.step }))
}

/* Answers typed after the last save that reached the server, if they belong to the same draft at the same version. */
function takeOutbox(): void {
	const kept = sessionStorage.getItem(OUTBOX)
	sessionStorage.removeItem(OUTBOX)
	if (!kept) return
	const box = JSON.parse(kept) as { id: string; version: number; data: Data; step: string }
	if (box.id !== draft.id || box.version !== draft.version) return
	draft.data = box.data
	draft.step = box.step
	draft.saveState = 'dirty'
	void save()
}

let loading: Promise<void> | null = null

async function load(): Promise<void> {
	if (!draft.form) draft.form = await get<FormDefinition>('/api/forms', { query: { id: FORM } })
	if (draft.id) return
	try {
		take(await get<DraftAnswer>('/api/draft', { query: { form: FORM }, quiet: true }))
	} catch (error) {
		if ((error as ApiError).status !== 404) throw error
	}
	takeOutbox()
}

/* Form and draft, once; a failed load can be tried again. */
export function openDraft(): Promise<void> {
	loading = loading || load().finally(() => (loading = null))
	return loading
}

/* After a re-application was made on the server: forget what was here and read that. */
export async function reopenDraft(): Promise<void> {
	forget()
	await openDraft()
}

let saving: Promise<boolean> | null = null
let timer = 0

async function saveOnce(): Promise<boolean> {
	draft.saveState = 'saving'
	try {
		const data = draft.form ? (cleaned(draft.form, draft.data) as Data) : draft.data
		const answer = await post<Schemas['DraftSaved']>(
			'/api/draft', { form: FORM, version: draft.version, data, step: draft.step || 'kind' }, { quiet: session.over })
		draft.id = answer.id
		draft.version = answer.version
		draft.updatedAt = answer.updated_at
		if (draft.saveState === 'saving') draft.saveState = 'saved'
		sessionStorage.removeItem(OUTBOX)
		return true
	} catch (error) {
		draft.saveState = 'failed'
		putOutbox()
		if ((error as ApiError).code === 'stale') draft.stale = true
		return false
	}
}

/* True when the server has it. Edits made while a save is under way are saved right after it. */
export async function save(): Promise<boolean> {
	clearTimeout(timer)
	while (saving) await saving
	if (draft.stale) return false
	if (draft.saveState === 'saved' && draft.id) return true
	saving = saveOnce()
	const done = await saving
	saving = null
	return done && (draft.saveState as string) === 'dirty' ? save() : done
}

export function edited(): void {
	draft.saveState = 'dirty'
	clearTimeout(timer)
	timer = window.setTimeout(() => void save(), 2000)
}
export function setAnswer(pointer: string, value: Json | undefined): void {
	pointerSet(draft.data, pointer, value)
	edited()
}
export async function setStep(step: string): Promise<boolean> {
	if (draft.step !== step) {
		draft.step = step
		draft.saveState = 'dirty'
	}
	return save()
}

/* The draft was saved elsewhere in the meantime: take that one, or keep this one over it. */
export async function settleStale(keepMine: boolean): Promise<void> {
	const theirs = await get<DraftAnswer>('/api/draft', { query: { form: FORM } })
	if (!keepMine) {
		sessionStorage.removeItem(OUTBOX)
		take(theirs)
		return
	}
	draft.version = theirs.version
	draft.files = theirs.files || []
	draft.stale = false
	draft.saveState = 'dirty'
	await save()
}

export async function removeDraft(): Promise<void> {
	if (draft.id) await post('/api/draft/remove', { id: draft.id })
	forget()
}

/* Fills only what is still empty: an answer of the person is never overwritten. Chosen members whose token is unknown now are let go. */
function applyPrefill(prefill: Prefill): void {
	let changed = false
	for (const [pointer, field] of Object.entries(prefill.fields)) {
		if (!isEmpty(pointerGet(draft.data, pointer))) continue
		pointerSet(draft.data, pointer, field.value)
		changed = true
	}
	const known = new Set(prefill.members.map((member) => member.person))
	const members = ((draft.data.members as Data[] | undefined) || []).filter((row) => !row.person || known.has(row.person as string))
	if (draft.data.members && members.length !== (draft.data.members as Json[]).length) {
		draft.data.members = members
		changed = true
	}
	if (changed) edited()
}

export async function runPrefill(): Promise<void> {
	if (draft.prefillState === 'running' || draft.prefillState === 'done') return
	draft.prefillState = 'running'
	try {
		const { job } = await post<Schemas['JobStarted']>('/api/prefill', { form: FORM }, { quiet: true })
		draft.prefill = await waitJob<Prefill>(job)
		applyPrefill(draft.prefill)
		draft.prefillState = 'done'
	} catch {
		draft.prefillState = 'failed'
	}
}

document.addEventListener('visibilitychange', () => {
	if (document.visibilityState === 'hidden' && draft.saveState === 'dirty') void save()
})
addEventListener('online', () => {
	if (draft.saveState === 'failed' && !draft.stale) void save()
})
