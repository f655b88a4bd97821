/**
 * JSON from a foreign file. A text of brackets only becomes thirty times its size in memory, so they are counted first.
 */
import type { Fault } from './fault'
import { mostJsonBytes, mostJsonValues } from './limits'

const openings: ReadonlySet<number> = new Set([...'[{,'].map((mark) => mark.charCodeAt(0)))

/** @param what names the text in the sentence */
export function parseJson(bytes: Uint8Array, what: string, fault: Fault): unknown {
  if (bytes.length > mostJsonBytes) throw fault(`${what} has ${bytes.length} bytes, more than ${mostJsonBytes}`)
  let values = 0
  for (const byte of bytes)
    if (openings.has(byte) && ++values > mostJsonValues) throw fault(`${what} holds more than ${mostJsonValues} values`)
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) as unknown
  } catch {
    throw fault(`${what} is not whole JSON`)
  }
}
