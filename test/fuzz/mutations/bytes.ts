/** Bytes as a disk, a cut connection or somebody who knows the format would leave them. */
import type { Chance } from '../chance'

/** Bytes at the beginning, where formats say what they are. */
const headBytes = 512

const edges: readonly bigint[] = [
  0n, 1n, 2n, 7n, 8n, 127n, 128n, 255n, 256n, 65_535n, 65_536n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n,
  2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n
]
const notFinite = [NaN, Infinity, -Infinity, -0, 3e38, 1e-45]

type Change = (bytes: Buffer, chance: Chance) => Buffer

const placeIn = (bytes: Buffer, chance: Chance, room = 1): number => {
  const most = Math.max(1, bytes.length - room + 1)
  return chance.whole(chance.happens(0.4) ? Math.min(headBytes, most) : most)
}

/** A stretch that is mostly short. */
function stretch(bytes: Buffer, chance: Chance): [from: number, to: number] {
  const from = placeIn(bytes, chance)
  return [from, Math.min(bytes.length, from + chance.few(Math.max(1, Math.min(4096, bytes.length / 2))))]
}

const flipped: Change = (bytes, chance) => {
  for (let i = chance.few(8); i > 0; i--) {
    const at = placeIn(bytes, chance)
    bytes[at] = (bytes[at] ?? 0) ^ 1 << chance.whole(8)
  }
  return bytes
}

const replaced: Change = (bytes, chance) => {
  for (let i = chance.few(8); i > 0; i--)
    bytes[placeIn(bytes, chance)] = chance.happens(0.5) ? chance.of([0, 1, 127, 128, 255]) : chance.whole(256)
  return bytes
}

const cut: Change = (bytes, chance) =>
  bytes.subarray(0, chance.happens(0.3) ? bytes.length - chance.few(64) : chance.whole(bytes.length))

const removed: Change = (bytes, chance) => {
  const [from, to] = stretch(bytes, chance)
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
}

const doubled: Change = (bytes, chance) => {
  const [from, to] = stretch(bytes, chance)
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
}

const inserted: Change = (bytes, chance) => {
  const at = placeIn(bytes, chance)
  const more = Buffer.from(Array.from({ length: chance.few(64) }, () => chance.whole(256)))
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
}

const swapped: Change = (bytes, chance) => {
  const length = chance.few(Math.max(1, Math.min(4096, bytes.length / 4)))
  const [one, other] = [placeIn(bytes, chance, length), placeIn(bytes, chance, length)]
  const before = Buffer.from(bytes.subarray(one, one + length))
  bytes.copy(bytes, one, other, other + length)
  before.copy(bytes, other)
  return bytes
}

/** A number of two, four or eight bytes, either way round, at the edge of what it can be or of the file. */
const fieldAtItsEdge: Change = (bytes, chance) => {
  const width = chance.of([1, 2, 4, 8])
  if (bytes.length < width) return bytes
  const at = placeIn(bytes, chance, width)
  const size = BigInt(bytes.length)
  const value = BigInt.asUintN(8 * width, chance.of([...edges, size, size - 1n, size + 1n, size * 2n, -1n]))
  const field = Buffer.alloc(8)
  if (chance.happens(0.5)) {
    field.writeBigUInt64LE(value)
    field.copy(bytes, at, 0, width)
  } else {
    field.writeBigUInt64BE(value)
    field.copy(bytes, at, 8 - width)
  }
  return bytes
}

const numberThatIsNone: Change = (bytes, chance) => {
  const at = placeIn(bytes, chance, 8) & ~3
  if (at + 8 > bytes.length) return bytes
  if (chance.happens(0.5)) bytes.writeFloatLE(chance.of(notFinite), at)
  else bytes.writeDoubleLE(chance.of(notFinite), at)
  return bytes
}

/** What looks like a place in the file leads to another: trees become circles. */
const ledElsewhere: Change = (bytes, chance) => {
  for (let i = chance.few(4); i > 0; i--) {
    const [from, to] = [addressIn(bytes, chance), addressIn(bytes, chance)]
    if (from === null || to === null) return bytes
    const other = chance.of([BigInt(to), 0n, BigInt(Math.max(0, to - 8)), BigInt(chance.whole(bytes.length))])
    bytes.writeBigUInt64LE(chance.happens(0.6) ? bytes.readBigUInt64LE(from) : other, to)
  }
  return bytes
}

/** Tries that find one in most files that have them. */
const mostTries = 200

function addressIn(bytes: Buffer, chance: Chance): number | null {
  for (let i = 0; i < mostTries && bytes.length >= 8; i++) {
    const at = chance.whole(bytes.length - 7) & ~7
    const value = bytes.readBigUInt64LE(at)
    if (value >= 8n && value < BigInt(bytes.length)) return at
  }
  return null
}

const changes: readonly Change[] = [
  flipped, replaced, cut, removed, doubled, inserted, swapped, fieldAtItsEdge, fieldAtItsEdge, numberThatIsNone
]

/** A changed copy. @param more of changes that fit the format */
export function changedBytes(original: Uint8Array, chance: Chance, more: readonly Change[] = []): Buffer {
  let bytes: Buffer = Buffer.from(original)
  for (let i = chance.few(4); i > 0 && bytes.length > 0; i--)
    bytes = chance.of([...changes, ...more, ...more, ...more])(bytes, chance)
  return bytes
}

export const withAddresses: readonly Change[] = [ledElsewhere, ledElsewhere]
