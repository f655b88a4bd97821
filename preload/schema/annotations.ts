/** What a person says about a run, and changes of it. */
import { z } from 'zod'
import { runNameSchema } from './run'

/** Without blanks, so that a filter and a command line can name it; `+` and `-` in front of one add and remove it. */
export const tagSchema = z.string().regex(/^[\p{L}\d][\p{L}\d._:/-]{0,39}$/u)
export const tagRule =
  'A tag has up to 40 letters, digits and . _ : / -, begins with a letter or digit, and has no blanks'
export const mostTags = 20
export const longestNote = 2000
export const noteSchema = z.string().trim().max(longestNote)

const tags = z.array(tagSchema).max(mostTags).default([])

/** What is left out stays as it is. Said twice, it changes nothing more, so that it may be carried out again. */
export const annotationChangeSchema = z.strictObject({
  name: runNameSchema.optional(),
  tags: z.strictObject({ add: tags, remove: tags }).optional(),
  note: noteSchema.optional(),
  pinned: z.boolean().optional()
})
export type AnnotationChange = z.infer<typeof annotationChangeSchema>

export interface Annotations { name: string; tags: string[]; note: string; pinned: boolean }

/** Tags differ by more than capitals, and stand in the order in which they were added; the first `mostTags` stay. */
export function annotated<A extends Annotations>(before: A, { name, tags, note, pinned }: AnnotationChange): A {
  return {
    ...before,
    name: name ?? before.name,
    tags: tags === undefined ? before.tags : changedTags(before.tags, tags),
    note: note ?? before.note,
    pinned: pinned ?? before.pinned
  }
}

function changedTags(before: readonly string[], { add, remove }: NonNullable<AnnotationChange['tags']>): string[] {
  const without = new Set([...remove, ...add].map((tag) => tag.toLowerCase()))
  const kept = before.filter((tag) => !without.has(tag.toLowerCase()) || add.includes(tag))
  return [...new Set([...kept, ...add])].slice(0, mostTags)
}
