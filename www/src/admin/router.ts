import { nextTick } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { focusHeading } from '@/shared/a11y/announce'
import { restoreSession } from '@/shared/state/session'
import SignOn from './pages/SignOn.vue'
import { may } from './state/roles'
import { t } from './texts'

declare module 'vue-router' {
	interface RouteMeta {
		title: string
		/* Reached without being signed on. */
		open?: boolean
	}
}

export const router = createRouter({
	history: createWebHashHistory(),
	scrollBehavior: (to, from, saved) => saved || (to.path === from.path ? undefined : { top: 0 }),
	routes: [
		{ path: '/sign-on', component: SignOn, meta: { title: t.signOn.title, open: true } },
		{ path: '/', component: () => import('./pages/Home.vue'), meta: { title: t.home.title } },
		{ path: '/queue', component: () => import('./pages/Queue.vue'), meta: { title: t.queue.title } },
		{ path: '/case/:id', component: () => import('./pages/Case.vue'), meta: { title: t.case.title } },
		{ path: '/reasons', component: () => import('./pages/Reasons.vue'), meta: { title: t.reasons.title } },
		{ path: '/policies', component: () => import('./pages/Policies.vue'), meta: { title: t.nav.policies } },
		{ path: '/policies/draft', component: () => import('./pages/PolicyDraft.vue'), meta: { title: t.nav.policies } },
		{ path: '/whitelist', component: () => import('./pages/Whitelist.vue'), meta: { title: t.nav.whitelist } },
		{ path: '/runs', component: () => import('./pages/Runs.vue'), meta: { title: t.nav.runs } },
		{ path: '/runs/:id', component: () => import('./pages/Run.vue'), meta: { title: t.nav.runs } },
		{ path: '/payouts', component: () => import('./pages/Payouts.vue'), meta: { title: t.money.payouts } },
		{ path: '/batches', component: () => import('./pages/Batches.vue'), meta: { title: t.money.batches } },
		{ path: '/approvals', component: () => import('./pages/Approvals.vue'), meta: { title: t.approvals.title } },
		{ path: '/mandates', component: () => import('./pages/Mandates.vue'), meta: { title: t.mandates.title } },
		{ path: '/recon', component: () => import('./pages/Recon.vue'), meta: { title: t.recon.title } },
		{ path: '/calls', component: () => import('./pages/Calls.vue'), meta: { title: t.calls.title } },
		{ path: '/jobs', component: () => import('./pages/Jobs.vue'), meta: { title: t.jobs.title } },
		{ path: '/audit', component: () => import('./pages/Audit.vue'), meta: { title: t.audit.title } },
		{ path: '/settings', component: () => import('./pages/Settings.vue'), meta: { title: t.settings.title } },
		{ path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue'), meta: { title: t.errors.notFound, open: true } },
	],
})

export function setTitle(title: string): void {
	document.title = `${title} · ${t.app}`
}

router.beforeEach(async (to) => {
	if (to.meta.open) return true
	try {
		if (!(await restoreSession('/api/staff/session'))) return { path: '/sign-on', query: to.fullPath === '/' ? {} : { back: to.fullPath } }
	} catch {
		/* No network or no server: the page itself says so and offers to try again. */
		return true
	}
	return may(to.path) ? true : { path: '/', query: { denied: '1' } }
})

router.afterEach((to, from) => {
	setTitle(to.meta.title)
	if (from.matched.length && to.path !== from.path) void nextTick(() => setTimeout(focusHeading, 60))
})
