/** The draft of a training that outlives its page: what was typed comes back, also after a reload. */
import { z } from 'zod'
import { plainTrainingSchema, trainMethodNames } from '../../preload/contract'
import type { TrainingDraft } from './trainingForm'

const key = 'maskscope-training-draft'
const valueSchema = z.union([z.number(), z.string(), z.boolean(), z.array(z.string()), z.null()])

/** What a program of another version kept may be none any more. */
const keptSchema = z.strictObject({
  /** The address that asked for it: another wish begins anew. */
  address: z.string(),
  /** That it was made from, as long as nothing but the name was changed. */
  preset: z.string().nullable(),
  size: z.enum(['full', 'scaled']),
  draft: z.strictObject({
    name: z.string(), method: z.enum(trainMethodNames), base: plainTrainingSchema,
    values: z.record(z.string(), valueSchema)
  })
})

export interface KeptDraft {
  readonly address: string
  readonly preset: string | null
  readonly size: 'full' | 'scaled'
  readonly draft: TrainingDraft
}

/** Null where nothing was kept, or what was kept is none. */
export function keptDraft(storage: Storage): KeptDraft | null {
  const text = storage.getItem(key)
  if (text === null) return null
  try {
    const parsed = keptSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export function keepDraft(storage: Storage, kept: KeptDraft): void {
  try {
    storage.setItem(key, JSON.stringify(kept))
  } catch {
    // A full or forbidden storage keeps nothing; the page works without it.
  }
}

export const forgetDraft = (storage: Storage): void => storage.removeItem(key)
