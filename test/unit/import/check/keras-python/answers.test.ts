/** What keras-runner.py answers, in whatever pieces it comes, and what is no answer of it. */
import { array, assert as check, asyncProperty, constant, float, integer, oneof } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answersIn, type KerasAnswer } from '../../../../../main/import/check/keras-python/answers'

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

async function heard(bytes: Buffer, wanted = 1, size = 7): Promise<KerasAnswer[]> {
  const all: KerasAnswer[] = []
  for await (const answer of answersIn(inPieces(bytes, size), wanted)) all.push(answer)
  return all
}

const line = (content: unknown): Buffer => Buffer.from(`${JSON.stringify(content)}\n`)
const bytesOf = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer)

const values = array(float({ noNaN: true }), { maxLength: 6 })

describe('answers', () => {
  it('are the same in pieces of any size', async () => {
    const images = array(array(oneof(values, constant(null)), { minLength: 3, maxLength: 3 }), { maxLength: 4 })
    await check(asyncProperty(images, integer({ min: 1, max: 50 }), async (told, size) => {
      const ran = told.map((image) => Buffer.concat([
        line({ kind: 'ran', lengths: image.map((one) => one?.length ?? null) }),
        ...image.map((one) => bytesOf(one ?? []))
      ]))
      const sent = Buffer.concat([line({ kind: 'loaded', version: '3.15.1' }), ...ran, line({ kind: 'ended' })])
      expect(await heard(sent, 3, size)).toEqual([
        { kind: 'loaded', version: '3.15.1' },
        ...told.map((image) => ({ kind: 'ran', values: image.map((one) => one && Float32Array.from(one)) })),
        { kind: 'ended' }
      ])
    }))
  })

  it('of a program that was ended are those that came whole', async () => {
    const whole = Buffer.concat([line({ kind: 'ran', lengths: [2] }), bytesOf([1, 2])])
    const cut = Buffer.concat([whole, line({ kind: 'ran', lengths: [2] }), bytesOf([3])])
    expect(await heard(cut)).toEqual([{ kind: 'ran', values: [Float32Array.of(1, 2)] }])
    expect(await heard(Buffer.concat([whole, Buffer.from('{"kind"')]))).toHaveLength(1)
  })

  it.each([
    ['no JSON', Buffer.from('Python 3.12\n'), 'in no JSON'],
    ['another kind', line({ kind: 'hello' }), 'otherwise'],
    ['more than was asked for', line({ kind: 'ran', lengths: [1, 1] }), 'other values'],
    ['less than nothing', line({ kind: 'ran', lengths: [-1] }), 'otherwise'],
    ['more than any network has', line({ kind: 'ran', lengths: [2 ** 27] }), 'otherwise'],
    ['a version that is none', line({ kind: 'loaded', version: 'x'.repeat(41) }), 'otherwise'],
    ['a line without an end', Buffer.alloc(2 ** 18, 'x'), 'no end']
  ])('that are %s are refused', async (_title, sent, problem) => {
    await expect(heard(sent, 1, 2 ** 16)).rejects.toThrow(problem)
  })
})
