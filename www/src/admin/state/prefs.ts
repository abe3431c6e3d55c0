/* Choices about the desk of one person: nothing personal, so they may be kept by the browser. */
import { reactive, watch } from 'vue'
import { keepChoice, kept } from '@/shared/theme/theme'

export const prefs = reactive({ keys: kept('keys') !== 'off', advance: kept('advance') !== 'off' })

watch(
	() => prefs.keys,
	(on) => keepChoice('keys', on ? 'on' : 'off'),
)
watch(
	() => prefs.advance,
	(on) => keepChoice('advance', on ? 'on' : 'off'),
)
