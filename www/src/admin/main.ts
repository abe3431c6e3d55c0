import { createApp } from 'vue'
/* The library's styles come first and all at once: a style sheet that arrived later would put its colours over our tokens. */
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-checkbox.css'
import 'element-plus/theme-chalk/el-checkbox-group.css'
import 'element-plus/theme-chalk/el-dialog.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-input.css'
import 'element-plus/theme-chalk/el-radio.css'
import 'element-plus/theme-chalk/el-radio-group.css'
import 'element-plus/theme-chalk/el-skeleton.css'
import 'element-plus/theme-chalk/el-skeleton-item.css'
import 'element-plus/theme-chalk/el-switch.css'
import './admin.css'
import './case.css'
import './small.css'
import '@/shared/theme/base.css'
import './dense.css'
import { onProblem, setBase } from '@/shared/api/client'
import { config, loadConfig } from '@/shared/state/config'
import { session } from '@/shared/state/session'
import { startTheme } from '@/shared/theme/theme'
import App from './App.vue'
import { listenKeys } from './keys/keys'
import { router } from './router'

async function start(): Promise<void> {
	startTheme()
	await loadConfig()
	setBase(config.api)
	onProblem((error) => {
		if (error.status === 401 && session.now) session.over = true
	})
	listenKeys()
	createApp(App).use(router).mount('#app')
}

void start()
