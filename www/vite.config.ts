import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
/* Part builds while developing: ANJU_ENTRIES=m ANJU_DIST=/tmp/m vite build */
const entries = (process.env.ANJU_ENTRIES || 'm,admin').split(',')
const dist = resolve(root, process.env.ANJU_DIST || 'dist')
const fresh = resolve(root, `node_modules/.build-${process.pid}`)

/* Texts in bundled code that name a host and are never fetched: XML name spaces, links of error messages, probes of the URL parser. */
const quiet = /https?:\/\/(www\.w3\.org\/|vuejs\.org\/error-reference|element-plus\.org\/|github\.com\/|ns\.adobe\.com\/|www\.xfa\.org\/schema\/|example\.com\b|foo\.bar\b)/g

/* Vant's icon font lies on a foreign host; our icons are inline SVG. */
function dropIconFont(): Plugin {
	return {
		name: 'drop-icon-font',
		enforce: 'pre',
		transform(code, id) {
			return /vant.*icon.*\.css/.test(id) ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined
		},
	}
}

/* Older webviews cannot even read `10n`; the library needs it for multipleOf only, which our schemas do not have. */
function noBigLiterals(): Plugin {
	return {
		name: 'no-big-literals',
		transform: (code, id) => (/@cfworker.json-schema/.test(id) ? code.replace(/\b([0-9]+)n\b/g, 'BigInt($1)') : undefined),
	}
}

/* What the viewer of the staff pages fetches when a document needs it: Chinese character tables, decoders of scanned pictures. */
function pdfParts(): Plugin {
	const from = resolve(root, 'node_modules/pdfjs-dist')
	const wanted = /^(GB|UniGB|Adobe-GB1).*\.bcmap$|_nowasm_fallback\.js$/
	return {
		name: 'pdf-parts',
		apply: 'build',
		generateBundle() {
			for (const dir of ['cmaps', 'wasm'])
				for (const name of readdirSync(join(from, dir)).filter((one) => wanted.test(one)))
					this.emitFile({ type: 'asset', fileName: `admin/a/pdf/${name}`, source: readFileSync(join(from, dir, name)) })
		},
	}
}

function files(dir: string): string[] {
	return readdirSync(dir).flatMap((name) => {
		const path = join(dir, name)
		return statSync(path).isDirectory() ? files(path) : [path]
	})
}

/* No page may talk to a host but its own. Only whole output takes the old one's place, so that a running site never serves half of it;
 * the stamp says that it is whole. */
function ownHostOnly(): Plugin {
	return {
		name: 'own-host-only',
		apply: 'build',
		closeBundle: {
			order: 'post',
			handler() {
				if (!existsSync(join(fresh, '.vite/manifest.json'))) return
				for (const path of files(fresh).filter((name) => /\.(js|css|html|json)$/.test(name))) {
					const text = readFileSync(path, 'utf8').replace(quiet, '')
					const hit = /https?:\/\/[a-z0-9.-]+\.[a-z]{2,}[^"'`\s)]{0,40}|url\(\s*["']?\/\/[^)]{1,60}/i.exec(text)
					if (hit) throw new Error(`foreign host in ${path}: ${hit[0]}`)
				}
				writeFileSync(join(fresh, '.stamp'), '')
				const old = `${fresh}-old`
				if (existsSync(dist)) renameSync(dist, old)
				renameSync(fresh, dist)
				rmSync(old, { recursive: true, force: true })
			},
		},
	}
}

/* The upload for the phone portal takes what the manifest reaches from m/, so no chunk mixes the two halves. */
function chunkFolder(moduleIds: readonly string[]): string {
	if (moduleIds.some((id) => /\/src\/admin\/|\/element-plus\//.test(id))) return 'admin/a'
	return moduleIds.some((id) => /\/src\/m\//.test(id)) ? 'm/a' : 'a'
}

export default defineConfig({
	root,
	base: './',
	plugins: [vue(), dropIconFont(), noBigLiterals(), pdfParts(), ownHostOnly()],
	worker: { format: 'es', rollupOptions: { output: { entryFileNames: 'admin/a/[name]-[hash].js' } } },
	resolve: { alias: { '@': resolve(root, 'src') } },
	define: { __VUE_PROD_DEVTOOLS__: 'false', __VUE_OPTIONS_API__: 'false' },
	build: {
		target: 'es2018',
		outDir: fresh,
		emptyOutDir: true,
		manifest: true,
		license: { fileName: 'THIRD-PARTY.md' },
		modulePreload: { polyfill: false },
		assetsInlineLimit: 0,
		reportCompressedSize: false,
		chunkSizeWarningLimit: 900,
		rollupOptions: {
			input: Object.fromEntries(entries.map((name) => [name, resolve(root, name, 'index.html')])),
			output: {
				entryFileNames: '[name]/a/[name]-[hash].js',
				chunkFileNames: (chunk) => `${chunkFolder(chunk.moduleIds)}/[name]-[hash].js`,
				assetFileNames: 'a/[name]-[hash][extname]',
			},
		},
	},
	server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:5180' } },
	test: { environment: 'happy-dom', include: ['test/**/*.spec.ts'] },
} as Parameters<typeof defineConfig>[0])
