/**
 * How frames travel where only text or bytes can: as JSON, or, when there are bytes inside, as one block of them:
 *
 *     length of the JSON (uint32, little-endian) · JSON, filled up with blanks · the bytes, one array after the other
 *
 * In the JSON an array of bytes is `{"$bytes": [place, length]}`, with the place counted from the end of the JSON.
 * Every array begins on a multiple of eight, so that a page can read 32-bit counts where they lie.
 */
const step = 8
const aligned = (length: number): number => Math.ceil(length / step) * step

export function encodeFrame(frame: unknown): string | Uint8Array {
  const arrays: Uint8Array[] = []
  let place = 0
  // A Buffer would turn itself into text before the function sees it, so it is looked for in its holder.
  const text = JSON.stringify(frame, function (this: Record<string, unknown>, key, value: unknown) {
    const held = this[key]
    if (!(held instanceof Uint8Array)) return value
    const at = place
    arrays.push(held)
    place += aligned(held.length)
    return { $bytes: [at, held.length] }
  })
  return arrays.length === 0 ? text : block(text, arrays, place)
}

function block(text: string, arrays: readonly Uint8Array[], bytes: number): Uint8Array {
  const json = new TextEncoder().encode(text)
  const start = aligned(4 + json.length)
  const whole = new Uint8Array(start + bytes).fill(0x20, 0, start)
  new DataView(whole.buffer).setUint32(0, start - 4, true)
  whole.set(json, 4)
  let at = start
  for (const array of arrays) {
    whole.set(array, at)
    at += aligned(array.length)
  }
  return whole
}

/** What `encodeFrame` was given; null of what is no frame. */
export function decodeFrame(data: string | ArrayBuffer): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : decodeBlock(data)
  } catch {
    return null
  }
}

function decodeBlock(data: ArrayBuffer): unknown {
  const start = 4 + new DataView(data).getUint32(0, true)
  const text = new TextDecoder().decode(new Uint8Array(data, 4, start - 4))
  return JSON.parse(text, (_key, value: unknown) => {
    const range = rangeOf(value)
    return range === null ? value : new Uint8Array(data, start + range[0], range[1])
  })
}

function rangeOf(value: unknown): [place: number, length: number] | null {
  if (typeof value !== 'object' || value === null || !('$bytes' in value) || !Array.isArray(value.$bytes)) return null
  const [place, length] = value.$bytes as unknown[]
  return Number.isInteger(place) && Number.isInteger(length) ? [Number(place), Number(length)] : null
}
