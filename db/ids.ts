/**
 * Run ids: the local time of creation, sortable, and random characters that keep runs of one second apart, also those
 * that other machines make for stores of their own: of a thousand two are the same once in 2 · 10⁹ times.
 */
import { randomInt } from 'node:crypto'

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
const randomCharacters = 10

export function newRunId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  const suffix = Array.from({ length: randomCharacters }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${day}-${time}-${suffix}`
}
