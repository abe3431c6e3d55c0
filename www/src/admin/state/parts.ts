/* A table that the server gives in parts, so that no answer is large, saved as one file. */
import { fetchBlob } from '@/shared/api/client'

export async function saveParts(path: string, body: object, parts: number, name: string): Promise<void> {
	const got: Blob[] = []
	for (let part = 1; part <= parts; part++) got.push(await fetchBlob(path, { ...body, part }))
	const url = URL.createObjectURL(new Blob(got, { type: 'text/csv' }))
	const link = document.createElement('a')
	link.href = url
	link.download = name
	link.click()
	URL.revokeObjectURL(url)
}
