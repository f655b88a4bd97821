/**
 * PNG of any colour type and bit depth, interlaced or not (RFC 2083), converted to RGB as libpng does for TensorFlow:
 * alpha is dropped, 16 bits keep the upper eight, fewer than 8 bits are stretched to 0–255.
 *
 * Rows come one after another; only an interlaced file is there whole. What is large is inflated in pieces too, by
 * fflate, which takes five times as long as zlib (36 MB: 623 and 139 ms) but can be asked for a piece at a time.
 *
 * Packages that were tried: pngjs 7 inflates an interlaced file without bound, however small it claims to be, and
 * paints transparent colours black; fast-png 8 garbles interlaced files of fewer than 8 bits.
 */
import { Unzlib } from 'fflate'
import { crc32, inflateSync } from 'node:zlib'
import { rowsOf, type ImageRows } from './image'

interface Header {
  width: number
  height: number
  depth: number
  samples: number
  hasPalette: boolean
  isInterlaced: boolean
}
interface Chunks { header: Header; palette: Uint8Array; compressed: Uint8Array }
/** Which pixels a pass of an interlaced file holds: the first, and the steps to the next. */
interface Pass { left: number; top: number; across: number; down: number }
interface SizedPass { pass: Pass; rows: number; columns: number; rowBytes: number }

const signatureBytes = 8
const headerBytes = 13
const pieceBytes = 16 * 1024
const tooMuch = 'it holds more than it declares'
/** By colour type: samples per pixel, and the bit depths that there are. */
const colourTypes = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }]
])
const whole: Pass[] = [{ left: 0, top: 0, across: 1, down: 1 }]
const adam7: Pass[] = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 }
]

/**
 * @param isLarge whether it is inflated in pieces
 * @throws Error, here or when rows are read, saying what is wrong, when the file is damaged or ends too early
 */
export function pngRows(file: Buffer, isLarge: boolean): ImageRows {
  const { header, palette, compressed } = chunksOf(file)
  const { width, height } = header
  const passes = (header.isInterlaced ? adam7 : whole).map((pass) => ({ pass, ...sizeOf(pass, header) }))
  const expected = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0)
  const values = new Values((isLarge ? piecesOf : inflated)(compressed, expected))
  if (header.isInterlaced) return rowsOf({ width, height, pixels: interlacedPixels(passes, values, header, palette) })
  return { width, height, rows: plainRows(passes[0], values, header, palette) }
}

function* plainRows(pass: SizedPass, values: Values, header: Header, palette: Uint8Array): Generator<Uint8Array> {
  const pixels = new Uint8Array(3 * header.width)
  for (const line of linesOf(pass, values, header)) {
    writeRow(pixels, 0, 3, line, header.width, header, palette)
    yield pixels
  }
  values.demandEnd()
}

function interlacedPixels(passes: SizedPass[], values: Values, header: Header, palette: Uint8Array): Uint8Array {
  const { width, height } = header
  const pixels = new Uint8Array(width * height * 3)
  for (const sized of passes) {
    const { pass, columns } = sized
    let row = 0
    for (const line of linesOf(sized, values, header)) {
      const first = (pass.top + row * pass.down) * width + pass.left
      writeRow(pixels, 3 * first, 3 * pass.across, line, columns, header, palette)
      row++
    }
  }
  values.demandEnd()
  return pixels
}

/** The rows of a pass, their filters undone; one is only valid until the next but one. */
function* linesOf({ rows, rowBytes }: SizedPass, values: Values, header: Header): Generator<Uint8Array> {
  const step = Math.max(1, header.samples * header.depth / 8)
  const filter = new Uint8Array(1)
  let [line, above] = [new Uint8Array(rowBytes), new Uint8Array(rowBytes)]
  for (let row = 0; row < rows; row++) {
    values.readInto(filter)
    values.readInto(line)
    unfilter(filter[0], line, above, step)
    yield line
    ;[line, above] = [above, line]
  }
}

/** Bytes that come in pieces, read in other pieces. */
class Values {
  private readonly pieces: Iterator<Uint8Array>
  private piece: Uint8Array = new Uint8Array(0)
  private at = 0

  constructor(pieces: Iterable<Uint8Array>) {
    this.pieces = pieces[Symbol.iterator]()
  }

  readInto(target: Uint8Array): void {
    for (let to = 0; to < target.length;) {
      if (this.at === this.piece.length && !this.advance()) throw new Error('it ends too early')
      const count = Math.min(target.length - to, this.piece.length - this.at)
      target.set(this.piece.subarray(this.at, this.at + count), to)
      this.at += count
      to += count
    }
  }

  demandEnd(): void {
    if (this.at < this.piece.length || this.advance()) throw new Error(tooMuch)
  }

  /** @returns whether there is more */
  private advance(): boolean {
    for (let next = this.pieces.next(); !next.done; next = this.pieces.next()) {
      if (next.value.length === 0) continue
      this.piece = next.value
      this.at = 0
      return true
    }
    return false
  }
}

/** @param expected bytes */
function inflated(compressed: Uint8Array, expected: number): [Uint8Array] {
  try {
    return [inflateSync(compressed, { maxOutputLength: expected })]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new Error(tooMuch, { cause: error })
    throw error
  }
}

/** Of 16 KiB at most 16 MiB come. */
function* piecesOf(compressed: Uint8Array): Generator<Uint8Array> {
  const ready: Uint8Array[] = []
  const inflate = new Unzlib((piece) => ready.push(piece))
  for (let from = 0; from < compressed.length; from += pieceBytes) {
    try {
      inflate.push(compressed.subarray(from, from + pieceBytes), from + pieceBytes >= compressed.length)
    } catch (error) {
      throw new Error('it is damaged or ends too early', { cause: error })
    }
    yield* ready.splice(0)
  }
}

function chunksOf(file: Buffer): Chunks {
  let header: Header | null = null
  let palette = new Uint8Array(0)
  const parts: Uint8Array[] = []
  for (let at = signatureBytes; ;) {
    if (at + 12 > file.length) throw new Error('it ends too early')
    const length = file.readUInt32BE(at)
    const end = at + 8 + length
    if (end + 4 > file.length) throw new Error('it ends too early')
    const name = file.toString('latin1', at + 4, at + 8)
    const content = file.subarray(at + 8, end)
    const isCritical = name < 'a'
    if (isCritical && crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end))
      throw new Error(`its part ${name} is damaged`)
    // Only the first head is the one whose size was bounded.
    if (name === 'IHDR') header ??= headerOf(content)
    else if (name === 'PLTE') palette = Uint8Array.from(content)
    else if (name === 'IDAT') parts.push(content)
    else if (name === 'IEND') break
    at = end + 4
  }
  if (header === null) throw new Error('it has no head')
  return { header, palette, compressed: Buffer.concat(parts) }
}

function headerOf(content: Buffer): Header {
  if (content.length !== headerBytes) throw new Error('its head is damaged')
  const [depth, colour, , , interlaced] = content.subarray(8, 13)
  const type = colourTypes.get(colour)
  if (!type?.depths.includes(depth) || interlaced > 1)
    throw new Error(`there is no colour type ${colour} of ${depth} bits`)
  return {
    width: content.readUInt32BE(0), height: content.readUInt32BE(4), depth, samples: type.samples,
    hasPalette: colour === 3, isInterlaced: interlaced === 1
  }
}

function sizeOf(
  { left, top, across, down }: Pass, { width, height, depth, samples }: Header
): { rows: number; columns: number; rowBytes: number } {
  const columns = Math.max(0, Math.ceil((width - left) / across))
  const rows = columns === 0 ? 0 : Math.max(0, Math.ceil((height - top) / down))
  return { rows, columns, rowBytes: Math.ceil(columns * samples * depth / 8) }
}

/** Undoes a row's filter in place, by the bytes of the pixel `step` bytes before and of the row above. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  if (filter === 0) return
  if (filter > 4) throw new Error(`there is no filter ${filter}`)
  for (let i = 0; i < line.length; i++) {
    const before = i < step ? 0 : line[i - step]
    if (filter === 1) line[i] += before
    else if (filter === 2) line[i] += above[i]
    else if (filter === 3) line[i] += (before + above[i]) >> 1
    else line[i] += nearest(before, above[i], i < step ? 0 : above[i - step])
  }
}

/** Paeth's choice: that of three neighbours which is nearest to `before + above − corner`. */
function nearest(before: number, above: number, corner: number): number {
  const [toBefore, toAbove] = [Math.abs(above - corner), Math.abs(before - corner)]
  const toCorner = Math.abs(before + above - 2 * corner)
  if (toBefore <= toAbove && toBefore <= toCorner) return before
  return toAbove <= toCorner ? above : corner
}

function writeRow(
  pixels: Uint8Array, to: number, step: number, line: Uint8Array, columns: number, header: Header, palette: Uint8Array
): void {
  const { samples, hasPalette, depth } = header
  const isGrey = samples < 3
  if (depth === 8 && !hasPalette) {
    const [green, blue] = isGrey ? [0, 0] : [1, 2]
    for (let column = 0, at = 0; column < columns; column++, to += step, at += samples) {
      pixels[to] = line[at]
      pixels[to + 1] = line[at + green]
      pixels[to + 2] = line[at + blue]
    }
    return
  }
  for (let column = 0; column < columns; column++, to += step) {
    for (let channel = 0; channel < 3; channel++) {
      const value = sampleAt(line, column * samples + (isGrey ? 0 : channel), header)
      pixels[to + channel] = hasPalette ? palette[3 * value + channel] : value
    }
  }
}

/** A sample as a byte; of a palette its index. */
function sampleAt(line: Uint8Array, index: number, { depth, hasPalette }: Header): number {
  if (depth === 8) return line[index]
  if (depth === 16) return line[2 * index]
  const most = (1 << depth) - 1
  const value = line[index * depth >> 3] >> (8 - depth - index * depth % 8) & most
  return hasPalette ? value : value * 255 / most
}
