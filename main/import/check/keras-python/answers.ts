/** What keras-runner.py answers, read piece by piece and believed only as far as it was asked. */
import { z } from 'zod'
import { mostValuesPerExample } from '../../limits'

const reason = z.string().max(4096)
const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('without') }),
  z.strictObject({ kind: z.literal('loaded'), version: z.string().regex(/^[\w.+-]{1,40}$/) }),
  z.strictObject({
    kind: z.literal('ran'), lengths: z.array(z.number().int().min(0).max(mostValuesPerExample).nullable())
  }),
  z.strictObject({ kind: z.literal('unable'), reason }),
  z.strictObject({ kind: z.literal('ended') })
])
type Written = z.infer<typeof answerSchema>

/** `ran`: the values of one image that were asked for; null of one that cannot be told. */
export type KerasAnswer =
  Exclude<Written, { kind: 'ran' }> | { kind: 'ran'; values: readonly (Float32Array | null)[] }

/** It is no program that was asked: another one of its name, or one that others write to. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** Lengths of 4,096 values. */
const longestLine = 2 ** 17
const newline = 10

/**
 * @param wanted how many values of an image were asked for
 * @returns what came whole; the rest of a program that was ended is left out
 * @throws NoAnswer for anything else
 */
export async function* answersIn(stream: AsyncIterable<Buffer>, wanted: number): AsyncGenerator<KerasAnswer> {
  const pieces = new Pieces(stream)
  for (;;) {
    const line = await pieces.line()
    if (line === null) return
    const answer = answerOf(line)
    if (answer.kind !== 'ran') {
      yield answer
      continue
    }
    const { lengths } = answer
    const count = lengths.reduce((sum: number, length) => sum + (length ?? 0), 0)
    if (lengths.length !== wanted || count > mostValuesPerExample) throw new NoAnswer('it tells other values')
    const bytes = await pieces.bytes(4 * count)
    if (bytes === null) return
    yield { kind: 'ran', values: valuesOf(lengths, bytes) }
  }
}

function answerOf(line: string): Written {
  let content: unknown
  try {
    content = JSON.parse(line)
  } catch {
    throw new NoAnswer('it answers in no JSON')
  }
  const parsed = answerSchema.safeParse(content)
  if (!parsed.success) throw new NoAnswer('it answers otherwise than it was asked')
  return parsed.data
}

/** Little-endian, as every machine is that this runs on. */
function valuesOf(lengths: readonly (number | null)[], bytes: Buffer): (Float32Array | null)[] {
  const all = new Float32Array(Uint8Array.from(bytes).buffer)
  let at = 0
  return lengths.map((length) => {
    if (length === null) return null
    at += length
    return all.slice(at - length, at)
  })
}

/** A stream, a line or so many bytes at a time; null where it ends before. */
class Pieces {
  readonly #stream: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Buffer>) {
    this.#stream = stream[Symbol.asyncIterator]()
  }

  async line(): Promise<string | null> {
    for (let end = this.#held.indexOf(newline); ; end = this.#held.indexOf(newline)) {
      if (end >= 0) return this.#taken(end + 1).toString('utf8', 0, end)
      if (this.#held.length > longestLine) throw new NoAnswer('its lines have no end')
      if (!await this.#grow(this.#held.length + 1)) return null
    }
  }

  async bytes(count: number): Promise<Buffer | null> {
    return await this.#grow(count) ? this.#taken(count) : null
  }

  #taken(count: number): Buffer {
    const taken = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    return taken
  }

  async #grow(count: number): Promise<boolean> {
    const parts = [this.#held]
    let there = this.#held.length
    while (there < count) {
      const { done, value } = await this.#stream.next()
      if (done === true) return false
      parts.push(value)
      there += value.length
    }
    this.#held = Buffer.concat(parts)
    return true
  }
}
