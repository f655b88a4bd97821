/** Run ids: the local time of creation, sortable, and four random characters that keep runs of one second apart. */
import { randomInt } from 'node:crypto'

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

export function newRunId(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  const suffix = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${day}-${time}-${suffix}`
}
