import { createApp, h } from 'vue'
import '../shared/theme/base.css'
import { startTheme } from '../shared/theme/theme'

startTheme()
createApp({ render: () => h('main', [h('h1', '安居 · 业务管理')]) }).mount('#app')
