import { createApp } from 'vue'
import '@/shared/theme/base.css'
import './m.css'
import { onProblem, setBase } from '@/shared/api/client'
import { containerElder, leaveOnBack, takeTicket } from '@/shared/bridge'
import { config, loadConfig } from '@/shared/state/config'
import { session } from '@/shared/state/session'
import { startTheme } from '@/shared/theme/theme'
import App from './App.vue'
import { router } from './router'
import { arrived } from './state/sign_on'

/* A page loaded over the air with a ticket starts at the sign-on page, wherever the hash points. */
function startTicket(): void {
	arrived.ticket = takeTicket()
	if (arrived.ticket) location.replace('#/enter')
}

async function start(): Promise<void> {
	startTheme()
	startTicket()
	await loadConfig()
	setBase(config.api)
	onProblem((error) => {
		if (error.status === 401 && session.now) session.over = true
	})
	leaveOnBack(() => router.currentRoute.value.path === '/')
	createApp(App).use(router).mount('#app')
	if (await containerElder()) startTheme(true)
}

void start()
