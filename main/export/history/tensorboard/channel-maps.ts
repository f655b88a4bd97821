/** How often each unit of a layer is on, channel beside channel, as a grey picture: white is always on. */
import { crc32, deflateSync } from 'node:zlib'
import type { Picture } from './event'

/** Pixels of a picture's side, at least: a map of 7 × 7 alone would be a speck. */
const leastSide = 256
/** Between channels. */
const gap = 1
const gapGrey = 96

/**
 * Null for a layer without positions.
 * @param shape height × width × channels
 * @param onPerUnit in how many of the `examples` each unit is on
 */
export function channelMaps(shape: readonly number[], onPerUnit: Uint32Array, examples: number): Picture | null {
  const [height = 1, width = 1, channels = 1] = shape
  if (height * width === 1) return null
  const columns = Math.ceil(Math.sqrt(channels))
  const rows = Math.ceil(channels / columns)
  const [cellWidth, cellHeight] = [width + gap, height + gap]
  const [mapsWidth, mapsHeight] = [columns * cellWidth - gap, rows * cellHeight - gap]
  const grey = new Uint8Array(mapsWidth * mapsHeight).fill(gapGrey)
  onPerUnit.forEach((on, unit) => {
    const [channel, position] = [unit % channels, Math.floor(unit / channels)]
    const x = (channel % columns) * cellWidth + (position % width)
    const y = Math.floor(channel / columns) * cellHeight + Math.floor(position / width)
    grey[y * mapsWidth + x] = Math.round((255 * on) / examples)
  })
  const scale = Math.max(1, Math.ceil(leastSide / mapsWidth))
  return { ...enlarged(grey, mapsWidth, scale), width: mapsWidth * scale, height: mapsHeight * scale }
}

/** Every pixel becomes a square. */
function enlarged(grey: Uint8Array, width: number, scale: number): { png: Buffer } {
  const height = grey.length / width
  // A line begins with how it is filtered: not at all.
  const line = width * scale + 1
  const lines = new Uint8Array(line * height * scale)
  for (let y = 0; y < height * scale; y++) {
    const from = Math.floor(y / scale) * width
    for (let x = 0; x < width * scale; x++) lines[y * line + 1 + x] = grey[from + Math.floor(x / scale)] ?? 0
  }
  return { png: pngOf(lines, width * scale, height * scale) }
}

function pngOf(lines: Uint8Array, width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  // Eight bits a pixel; the rest are zeros: grey, deflated, not interlaced.
  header[8] = 8
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const around = Buffer.alloc(named.length + 8)
  around.writeUInt32BE(data.length)
  named.copy(around, 4)
  around.writeUInt32BE(crc32(named), named.length + 4)
  return around
}
