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
  const content = parsed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
  if (content === undefined) throw fault(`${what} is not whole JSON`)
  if (holdsInfinity(content)) throw fault(`${what} holds a number that is too large`)
  return content
}

/** Undefined where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Which 1e999 becomes. Lists may lie in lists deeper than calls may. */
function holdsInfinity(content: unknown): boolean {
  const left = [content]
  while (left.length > 0) {
    const value = left.pop()
    if (value === Infinity || value === -Infinity) return true
    if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) left.push(part)
  }
  return false
}
