import { createApp, h } from 'vue'
import '../shared/theme/base.css'
import { startTheme } from '../shared/theme/theme'
import '../shared/forms/walker'
startTheme()
createApp({ render: () => h('main', [h('h1', 'x')]) }).mount('#app')
