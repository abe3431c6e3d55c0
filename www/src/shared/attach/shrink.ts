/* Photos of a phone are 3 to 12 MB; 1.5 MB is plenty to read a paper. Drawing also straightens EXIF turns and drops the GPS tags. */
const TARGET = 1.5 * 1024 * 1024
const LONGEST = 2400

export const MAX_BYTES = 10 * 1024 * 1024
export const ACCEPT = 'application/pdf,image/jpeg,image/png'

/* What the first bytes say, not the name. */
export async function sniff(file: Blob): Promise<'application/pdf' | 'image/jpeg' | 'image/png' | null> {
	const head = new Uint8Array(await file.slice(0, 8).arrayBuffer())
	const starts = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte)
	if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf'
	if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
	if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
	return null
}

function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
	return new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality))
}

/* The file itself when it is small, no photo, or cannot be drawn. */
export async function shrink(file: Blob, type: string): Promise<Blob> {
	if (type !== 'image/jpeg' && !(type === 'image/png' && file.size > TARGET)) return file
	try {
		const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
		const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
		if (scale === 1 && file.size <= TARGET && type === 'image/png') return file
		const canvas = document.createElement('canvas')
		canvas.width = Math.round(picture.width * scale)
		canvas.height = Math.round(picture.height * scale)
		canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
		picture.close()
		for (const quality of [0.85, 0.7, 0.5]) {
			const small = await toJpeg(canvas, quality)
			if (small && small.size <= TARGET) return small
		}
	} catch {
		return file
	}
	return file
}
