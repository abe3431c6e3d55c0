/* Which papers are worth bringing: those that answer a check which shared data could not, and those already handed in. Pure. */
import type { FileInfo, Material } from '@/shared/api/types'
import type { CheckHint } from '@/shared/forms/definition'

export function papersToBring(materials: Material[], hints: CheckHint[], files: FileInfo[]): Material[] {
	const wanted = new Set(hints.filter((hint) => hint.outcome === 'fail' || hint.outcome === 'unknown').flatMap((hint) => hint.materials || []))
	return materials.filter((material) => material.required || wanted.has(material.code) || files.some((file) => file.material === material.code))
}
