/* PDF pages drawn on canvases by pdf.js in a worker of ours: no plug-in, no script of the document, no request to another host. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker'

/* Character tables of fonts that are not embedded, and picture decoders: the build lays them here, a document that needs one fetches it. */
const parts = new URL('./a/pdf/', document.baseURI).href

let worker: Worker | null = null

export async function openPdf(bytes: ArrayBuffer): Promise<PDFDocumentProxy> {
	if (!worker) {
		worker = new PdfWorker()
		GlobalWorkerOptions.workerPort = worker
	}
	/* A copy goes to the worker, because the bytes given are taken away from this side. Our CSP allows no WebAssembly. */
	return getDocument({ data: bytes.slice(0), cMapUrl: parts, cMapPacked: true, wasmUrl: parts, useWasm: false, enableXfa: false }).promise
}

/* Draws one page to fill `width` CSS pixels; sharp on dense screens, but never beyond 16 megapixels. */
export async function drawPage(pdf: PDFDocumentProxy, number: number, canvas: HTMLCanvasElement, width: number, turn: number): Promise<void> {
	const page = await pdf.getPage(number)
	const rotation = (page.rotate + turn) % 360
	const plain = page.getViewport({ scale: 1, rotation })
	const dense = Math.min(window.devicePixelRatio || 1, 2)
	const scale = Math.min((width / plain.width) * dense, Math.sqrt(16e6 / (plain.width * plain.height)))
	const viewport = page.getViewport({ scale, rotation })
	canvas.width = Math.floor(viewport.width)
	canvas.height = Math.floor(viewport.height)
	canvas.style.width = `${width}px`
	await page.render({ canvas, viewport }).promise
}
