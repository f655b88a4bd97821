import type { FailureKind } from './names'
import { toldOf, troubleOf } from './system-errors'

/**
 * An error whose message is one sentence for a person: what happened, where, what to do.
 * Anything thrown that is neither a Failure nor in the table of system-errors.ts is a defect of ours, and is reported
 * as such.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  /** What a program may have to tell apart; the sentence is for people alone. */
  readonly kind: FailureKind

  constructor(sentence: string, { kind = 'error', cause }: { kind?: FailureKind; cause?: unknown } = {}) {
    super(sentence, { cause })
    this.kind = kind
  }
}

export const failureKindOf = (error: unknown): FailureKind =>
  error instanceof Failure ? error.kind : told(error)?.kind ?? 'defect'

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Failure) return error.message
  return told(error)?.sentence ??
    `Maskscope met an error it did not expect: ${reasonOf(error).split('\n')[0]} (run again with --debug for details).`
}

function told(error: unknown): ReturnType<typeof toldOf> | null {
  const trouble = troubleOf(error)
  return trouble === null ? null : toldOf(trouble, reasonOf(error))
}

/** What an error says, to stand in a sentence about what it came from. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
