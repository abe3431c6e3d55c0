/* config.json is read at run time, because the same files serve every place. */
export interface Config {
	/* Root of the API, "/api" on our own origin. */
	api: string
	/* Portal page for signing on; the return address is appended to it. Empty inside a container that gives tickets itself. */
	sso_login: string
	/* Sentence of a planned stop; null when there is none. */
	maintenance: string | null
	help_phone: string
	office: string
}

const defaults: Config = { api: '/api', sso_login: '', maintenance: null, help_phone: '', office: '' }
export const config: Config = { ...defaults }

/* `url` is seen from the entry's own document. A file that cannot be read leaves the defaults. */
export async function loadConfig(url = '../config.json'): Promise<Config> {
	try {
		const answer = await fetch(url, { cache: 'no-cache', credentials: 'same-origin' })
		if (answer.ok) Object.assign(config, await answer.json())
	} catch {
		Object.assign(config, defaults)
	}
	return config
}
