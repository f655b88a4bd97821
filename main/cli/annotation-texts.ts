/** What a command line says about a run, held to what a run can be called, noted and tagged. */
import { longestNote, noteSchema, tagRule, tagSchema } from '../../preload/schema/annotations'
import { Failure } from '../../preload/schema/failure'
import { runNameSchema } from '../../preload/schema/run'

/** @throws Failure for a name that no run can have */
export function validName(text: string): string {
  const parsed = runNameSchema.safeParse(text)
  if (!parsed.success) throw new Failure('The name of a run has 1 to 120 characters; choose another.')
  return parsed.data
}

/** @throws Failure for what no tag can be */
export function validTag(text: string): string {
  if (tagSchema.safeParse(text).success) return text
  throw new Failure(`${tagRule}; "${text}" is none.`)
}

/** @throws Failure for one that is too long */
export function validNote(text: string): string {
  const note = noteSchema.safeParse(text)
  if (!note.success) throw new Failure(`A note has ${longestNote} characters at most.`)
  return note.data
}
