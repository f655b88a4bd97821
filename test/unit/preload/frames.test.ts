/** Frames with bytes inside come back as they went, whatever lies in them. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from '../../../preload/contract/frames'
import { packed, unpacked, type ServiceFrame } from '../../../main/service/frames'

const overWire = (frame: unknown): unknown => {
  const encoded = encodeFrame(frame)
  return decodeFrame(typeof encoded === 'string' ? encoded : Uint8Array.from(encoded).buffer)
}

/** JSON with arrays of bytes anywhere. */
const { frame } = fastCheck.letrec<{ frame: unknown }>((tie) => ({
  frame: fastCheck.oneof(
    { depthSize: 'small' },
    fastCheck.string({ unit: 'grapheme' }),
    fastCheck.integer(),
    fastCheck.constant(null),
    fastCheck.uint8Array(),
    fastCheck.array(tie('frame')),
    fastCheck.dictionary(fastCheck.stringMatching(/^[a-z]{1,8}$/), tie('frame'), { noNullPrototype: true })
  )
}))

describe('frames', () => {
  it('come back as they went', () => {
    fastCheck.assert(fastCheck.property(frame, (given) => { expect(overWire(given)).toEqual(given) }))
  })

  it('are text unless there are bytes inside', () => {
    expect(encodeFrame({ a: [1, 'ß'] })).toBe('{"a":[1,"ß"]}')
    expect(encodeFrame({ a: Buffer.of(1) })).toBeInstanceOf(Uint8Array)
  })

  it('let counts be read where they lie', () => {
    const [first, second] = overWire([Uint8Array.of(1), new Uint8Array(8)]) as Uint8Array[]
    expect([first.byteOffset % 8, second.byteOffset % 8]).toEqual([0, 0])
  })

  it.each([
    ['nothing', new ArrayBuffer(0)],
    ['a length beyond the end', Uint8Array.of(255, 255, 255, 255, 123, 125).buffer],
    ['bytes beyond the end', blockOf('{"a":{"$bytes":[0,9]}}')],
    ['bytes before the beginning', blockOf('{"a":{"$bytes":[-99,9]}}')],
    ['no JSON', blockOf('{')],
    ['text that is no JSON', '{']
  ])('are null of %s', (_what, data) => {
    expect(decodeFrame(data)).toBeNull()
  })

  it('pass the channel between service and desktop', () => {
    const told: ServiceFrame[] = [
      { kind: 'ready' },
      { kind: 'reply', reply: { call: 3, outcome: 'value', value: { on: Uint8Array.of(0, 255, 7) } } }
    ]
    // What goes over the channel is JSON.
    for (const one of told) expect(unpacked(JSON.parse(JSON.stringify(packed(one))))).toEqual(one)
    for (const other of [null, 5, { block: 5 }, { kind: 'ready' }]) expect(unpacked(other)).toBe(other)
  })
})

function blockOf(text: string): ArrayBuffer {
  const json = new TextEncoder().encode(text)
  const block = new Uint8Array(4 + json.length)
  new DataView(block.buffer).setUint32(0, json.length, true)
  block.set(json, 4)
  return block.buffer
}
