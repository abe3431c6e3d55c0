import { nextTick } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { focusHeading } from '@/shared/a11y/announce'
import { restoreSession } from '@/shared/state/session'
import Home from './pages/Home.vue'
import { rememberWay } from './state/sign_on'
import { t } from './texts'

declare module 'vue-router' {
	interface RouteMeta {
		title: string
		/* Reached without being signed on. */
		open?: boolean
		/* A flow of its own: no main navigation, a way back instead. */
		flow?: boolean
		/* Where the way back leads when there is no history. */
		up?: string
	}
}

export const router = createRouter({
	history: createWebHashHistory(),
	scrollBehavior: (_to, _from, saved) => saved || { top: 0 },
	routes: [
		{ path: '/', component: Home, meta: { title: t.home.title } },
		{ path: '/enter', component: () => import('./pages/SignOn.vue'), meta: { title: t.titles.signOn, open: true } },
		{ path: '/apply', component: () => import('./pages/ApplyStart.vue'), meta: { title: t.titles.apply, flow: true, up: '/' } },
		{ path: '/apply/check', component: () => import('./pages/ApplyCheck.vue'), meta: { title: t.titles.check, flow: true, up: '/apply' } },
		{ path: '/apply/:page', component: () => import('./pages/ApplyPage.vue'), meta: { title: t.titles.apply, flow: true, up: '/apply' } },
		{ path: '/self-check/:scheme', component: () => import('./pages/SelfCheck.vue'), meta: { title: t.titles.selfCheck, flow: true, up: '/' } },
		{ path: '/cases', component: () => import('./pages/Cases.vue'), meta: { title: t.titles.cases } },
		{ path: '/case/:id', component: () => import('./pages/CaseDetail.vue'), meta: { title: t.titles.detail, up: '/cases' } },
		{ path: '/case/:id/result', component: () => import('./pages/Result.vue'), meta: { title: t.titles.result } },
		{ path: '/case/:id/supplement', component: () => import('./pages/Supplement.vue'), meta: { title: t.titles.supplement, flow: true, up: '/cases' } },
		{ path: '/supplement/:id', redirect: (to) => `/case/${String(to.params.id)}/supplement` },
		{ path: '/payouts', component: () => import('./pages/Payouts.vue'), meta: { title: t.titles.payouts } },
		{ path: '/settings', component: () => import('./pages/Settings.vue'), meta: { title: t.titles.settings, open: true } },
		{ path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue'), meta: { title: t.errors.notFound, open: true } },
	],
})

export function setTitle(title: string): void {
	document.title = title === t.app ? t.app : `${title} · ${t.app}`
}

router.beforeEach(async (to) => {
	if (to.meta.open) return true
	try {
		if (await restoreSession()) return true
	} catch {
		/* No network or no server: the page itself says so and offers to try again. */
		return true
	}
	rememberWay(to.fullPath)
	return '/enter'
})

/* The heading takes the focus, except on the very first page, where reading starts at the top anyway. */
router.afterEach((to, from) => {
	setTitle(to.meta.title)
	if (from.matched.length && to.path !== from.path) void nextTick(() => setTimeout(focusHeading, 60))
})

/* A page opened before an update asks for files that are no longer there: load it afresh where it was going, once. */
router.onError((error: Error, to) => {
	if (!/import|preload|module/i.test(error.message)) return
	const last = Number(sessionStorage.getItem('anju.fresh') || 0)
	if (Date.now() - last < 10000) return
	sessionStorage.setItem('anju.fresh', String(Date.now()))
	location.hash = `#${to.fullPath}`
	location.reload()
})
