import type { FailureKind } from './names'

/**
 * An error whose message is one sentence for a person: what happened, where, what to do.
 * Anything thrown that is not a Failure is a defect of ours and is reported as such.
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

export const failureKindOf = (error: unknown): FailureKind => (error instanceof Failure ? error.kind : 'defect')

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Failure) return error.message
  const message = reasonOf(error)
  return `Maskscope met an error it did not expect: ${message.split('\n')[0]} (run again with --debug for details).`
}

/** What an error says, to stand in a sentence about what it came from. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
