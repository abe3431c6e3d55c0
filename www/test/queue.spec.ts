/* The queue page while one pages on: the server counts with the first page only. */
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import Queue from '@/admin/pages/Queue.vue'
import type { QueuePage } from '@/admin/types'
import { setTransport } from '@/shared/api/client'

const row = (id: string, applicant: string): QueuePage['items'][number] => ({
	id: id.repeat(32), projid: null, scheme: 'type2', kind: 'admission', applicant_kind: null, applicant, state: 'in_review', state_text: '人工审核', channel: 'irs', accepted_on: null, due_on: null,
	created_at: '2026-11-20T09:00:00+08:00', waits_for: [], light: 'none',
})
const first: QueuePage = { items: [row('a', '张**')], next: 'p2', counts: { in_review: 57 } }
const second: QueuePage = { items: [row('b', '李**')], next: null }

async function open(path: string) {
	setTransport(async ({ url }) => ({ status: 200, type: 'application/json', text: async () => JSON.stringify(url.includes('cursor=p2') ? second : first), blob: async () => new Blob() }))
	const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:all(.*)*', component: Queue }] })
	await router.push(path)
	const page = mount(Queue, { global: { plugins: [router] } })
	await flushPromises()
	return { router, page }
}

it('S03 counts stay when the next page comes without them', async () => {
	const { router, page } = await open('/queue')
	expect(page.text()).toContain('张**')
	expect(page.findAll('.state-n').map((n) => n.text())).toEqual(['57'])
	await router.push('/queue?cursor=p2')
	await flushPromises()
	expect(page.text()).toContain('李**')
	expect(page.findAll('.state-n').map((n) => n.text())).toEqual(['57'])
	page.unmount()
})
it('S03 a later page opened by its address shows its rows, without counts', async () => {
	const { page } = await open('/queue?cursor=p2')
	expect(page.text()).toContain('李**')
	expect(page.findAll('.state-n')).toHaveLength(0)
	page.unmount()
})
