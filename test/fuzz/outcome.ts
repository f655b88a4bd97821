/** What may become of a case: it is taken, or refused in one sentence; anything else is a fault of ours. */
import { sentenceOf } from '../../preload/schema/failure'

export type Outcome =
  /** `value`: whatever was read of it, in which every number has to be finite. */
  | { kind: 'accepted'; value: unknown }
  | { kind: 'refused'; sentence: string }

/** What a case is made into, as it can be kept: files by name, or a text. */
export interface Input { files: Readonly<Record<string, Uint8Array>> }

export const accepted = (value: unknown = null): Outcome => ({ kind: 'accepted', value })
export const refused = (sentence: string): Outcome => ({ kind: 'refused', sentence })

/** @throws whatever is no sentence */
export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    return accepted(await work())
  } catch (error) {
    const sentence = sentenceOf(error)
    if (faultOfSentence(sentence) === unexpected) throw error
    return refused(sentence)
  }
}

/** Longer ones hide what they say. */
const longestSentence = 3000

/** Words of JavaScript, where they are not quoted, and not what a schema says of a message that lacks something. */
const unspoken = /(?<!received )\b(undefined|NaN)\b|\[object /

/** What the product says of a fault of its own. */
export const unexpected = 'an error that was not expected'

/** What is wrong with a sentence that a person reads; null where nothing is. */
export function faultOfSentence(sentence: string): string | null {
  if (sentence.includes('did not expect')) return unexpected
  if (/\n\s*at /.test(sentence)) return 'a stack trace'
  if (unspoken.test(sentence.replaceAll(/"[^"]*"|'[^']*'/g, ''))) return 'a sentence with what no person says'
  if (!/[.)!?]$/.test(sentence)) return 'a sentence without an end'
  return sentence.length > longestSentence ? `a sentence of ${sentence.length} letters` : null
}

/** Where a number stands that is none; null where all are. */
export function notFiniteIn(value: unknown, path = 'it'): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`
  if (value instanceof Float32Array || value instanceof Float64Array) {
    const at = value.findIndex((one) => !Number.isFinite(one))
    return at < 0 ? null : `${path}[${at}] is ${value[at]}`
  }
  if (ArrayBuffer.isView(value) || typeof value !== 'object' || value === null) return null
  const entries = value instanceof Map || Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  for (const [name, inner] of entries) {
    const found = notFiniteIn(inner, `${path}.${String(name)}`)
    if (found !== null) return found
  }
  return null
}

/** What is wrong with an outcome; null where nothing is. */
export const faultOf = (outcome: Outcome): string | null => {
  if (outcome.kind === 'refused') return faultOfSentence(outcome.sentence)
  const found = notFiniteIn(outcome.value)
  return found === null ? null : `a number that is not finite was accepted (${found})`
}
