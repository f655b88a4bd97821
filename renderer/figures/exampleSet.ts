/** A set of examples as an address holds it: gaps between rising numbers, seven bits a byte, in base64url. */
import { mostSelected } from '../../preload/contract'

/** Of 2,000 examples among 50,000 there come 2,700 letters, where their numbers would take 11,000. */
export function encodeExamples(examples: readonly number[]): string {
  const bytes: number[] = []
  let before = -1
  for (const example of [...new Set(examples)].sort((one, other) => one - other)) {
    let gap = example - before - 1
    for (; gap > 127; gap = Math.floor(gap / 128)) bytes.push(128 + (gap % 128))
    bytes.push(gap)
    before = example
  }
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

/** Null for what is no such set: an address may come from anywhere. */
export function decodeExamples(text: string): number[] | null {
  if (!/^[\w-]{1,20000}$/.test(text)) return null
  const bytes = bytesIn(text)
  const examples: number[] = []
  let [example, gap, factor] = [-1, 0, 1]
  for (const byte of bytes) {
    gap += (byte % 128) * factor
    factor *= 128
    if (byte > 127) continue
    example += gap + 1
    examples.push(example)
    gap = 0
    factor = 1
  }
  const isWhole = factor === 1 && bytes.length > 0
  return isWhole && Number.isSafeInteger(example) && examples.length <= mostSelected ? examples : null
}

function bytesIn(text: string): readonly number[] {
  try {
    return Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
  } catch {
    return []
  }
}
