import { defineConfig } from '@playwright/test'

/* Against a running site named by ANJU_PUBLIC, ANJU_STAFF and ANJU_CITY; the browser is Debian's. One worker: the journeys share one town. */
export default defineConfig({
	testDir: 'e2e',
	testMatch: /.*\.spec\.ts/,
	outputDir: process.env.ANJU_TEST_RESULTS || 'test-results',
	timeout: 120_000,
	expect: { timeout: 15_000 },
	fullyParallel: false,
	workers: 1,
	retries: 0,
	reporter: [['list']],
	use: {
		baseURL: process.env.ANJU_PUBLIC,
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		actionTimeout: 15_000,
		launchOptions: {
			executablePath: process.env.ANJU_CHROMIUM || '/usr/bin/chromium',
			args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
		},
	},
	projects: [
		{ name: 'phone', use: { viewport: { width: 375, height: 780 } } },
		{ name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
	],
})
