/* When this person was here last: shown once after signing on, so that a stranger's visit is noticed. */
import { reactive } from 'vue'

export const welcome = reactive({ text: '' })
