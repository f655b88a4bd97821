/** Images are decoded and resized as native TensorFlow would, without it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type * as tensorflow from '@tensorflow/tfjs-node-gpu'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { nativeBackend } from '../../../../main/engine/backends/native'
import { imageHead } from '../../../../main/engine/datasets/images/head'
import { jpegDecoder } from '../../../../main/engine/datasets/images/jpeg'
import { rowsOf, type Image, type ImageRows } from '../../../../main/engine/datasets/images/image'
import { pngRows } from '../../../../main/engine/datasets/images/png'
import { resizedSquare } from '../../../../main/engine/datasets/images/resize'
import { random } from '../../../../main/engine/random'
import { png, type PngKind } from '../../../fixtures/datasets/png'

const { tf, native } = nativeBackend()
const { node } = tf as typeof tensorflow

const bytesOf = (image: Tensor): Uint8Array => Uint8Array.from(image.dataSync<'int32'>())
const byTensorFlow = (file: Uint8Array): Uint8Array =>
  tf.tidy(() => bytesOf(node.decodeImage(file, 3, 'int32', false)))

/** [height, width, channels] of waves and noise, as bytes. */
function scene(height: number, width: number, channels: number): Uint8Array {
  const stream = random(1, 'scene', height, width)
  return Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const [row, column, channel] = [Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels]
    const wave = 80 * Math.sin(column / (9 + 7 * channel)) + 60 * Math.cos(row / (5 + 3 * channel))
    return Math.max(0, Math.min(255, 128 + wave + 20 * (stream.uniform() - 0.5)))
  })
}

function differences(one: Uint8Array, other: Uint8Array): { largest: number; mean: number } {
  expect(one.length).toBe(other.length)
  const each = one.map((value, i) => Math.abs(value - other[i]))
  return {
    largest: each.reduce((most, value) => Math.max(most, value)),
    mean: each.reduce((sum, value) => sum + value, 0) / one.length
  }
}

function wholeOf({ width, height, rows }: ImageRows): Image {
  return { width, height, pixels: Buffer.concat(Array.from(rows, (row) => Buffer.from(row))) }
}
const decodedPng = (file: Buffer, isLarge = false): Image => {
  const { pixels, ...size } = wholeOf(pngRows(file, isLarge))
  return { ...size, pixels: new Uint8Array(pixels) }
}

describe('PNG', () => {
  const depthsOf = [[0, [1, 2, 4, 8, 16]], [2, [8, 16]], [3, [1, 2, 4, 8]], [4, [8, 16]], [6, [8, 16]]] as const
  const kinds: PngKind[] = depthsOf.flatMap(([colour, depths]) =>
    depths.flatMap((depth) => [false, true].map((interlaced) => ({ colour, depth, interlaced })))
  )

  it.each(kinds)('of colour type $colour, $depth bits, interlaced: $interlaced, is what TensorFlow decodes', (kind) => {
    const stream = random(2, 'samples', kind.colour, kind.depth)
    const most = 2 ** kind.depth
    const palette = Uint8Array.from({ length: 3 * Math.min(256, most) }, (_, i) => (i * 37) % 256)
    const more = kind.colour === 3 ? [{ name: 'PLTE', content: palette }] : []
    for (const [height, width] of [[21, 13], [1, 1], [2, 9]]) {
      const file = png(kind, height, width, () => Math.floor(stream.uniform() * most), more)
      const image = decodedPng(file)
      expect([image.height, image.width]).toEqual([height, width])
      expect(image.pixels).toEqual(byTensorFlow(file))
      expect(decodedPng(file, true)).toEqual(image)
    }
  })

  it('that is large is inflated in pieces, to the same', () => {
    const stream = random(3, 'large')
    const file = png({ colour: 2, depth: 8, interlaced: false }, 300, 301, () => Math.floor(stream.uniform() * 256))
    expect(file.length).toBeGreaterThan(10 * 16 * 1024)
    expect(decodedPng(file, true).pixels).toEqual(byTensorFlow(file))
  })

  it('keeps the colour of what is transparent', () => {
    const file = png({ colour: 2, depth: 8, interlaced: false }, 2, 2, () => 200, [
      { name: 'tRNS', content: Uint8Array.of(0, 200, 0, 200, 0, 200) }
    ])
    expect([...decodedPng(file).pixels]).toEqual(new Array(12).fill(200))
    expect(decodedPng(file).pixels).toEqual(byTensorFlow(file))
  })

  /** Eight bytes of head, with their checksum. */
  function withShortHead(file: Buffer): Buffer {
    const head = Buffer.concat([Buffer.alloc(4), file.subarray(12, 24), Buffer.alloc(4)])
    head.writeUInt32BE(8)
    head.writeUInt32BE(crc32(head.subarray(4, 16)), 16)
    return Buffer.concat([file.subarray(0, 8), head, file.subarray(33)])
  }
  const plain = png({ colour: 0, depth: 8, interlaced: false }, 4, 4, () => 9)
  const changed = (at: number, value: number): Buffer => {
    const file = Buffer.from(plain)
    file[at] = value
    return file
  }
  const bomb = png({ colour: 0, depth: 8, interlaced: true }, 4, 4, () => 9, [
    { name: 'IDAT', content: deflateSync(Buffer.alloc(1_000_000)) }
  ])
  it.each([
    ['ends too early', plain.subarray(0, plain.length - 20), 'it ends too early'],
    ['holds more than it declares', bomb, 'it holds more than it declares'],
    ['has a part that is damaged', changed(45, 0), 'its part IDAT is damaged'],
    ['has a head that is damaged', changed(24, 3), 'its part IHDR is damaged'],
    ['has a head that is too short', withShortHead(plain), 'its head is damaged']
  ])('that %s is refused, large or not', (_title, file, fault) => {
    expect(() => decodedPng(file)).toThrow(fault)
    expect(() => decodedPng(file, true)).toThrow(fault)
  })

  it('that is large and whose values are damaged is refused', () => {
    const damaged = deflateSync(Buffer.alloc(20))
    damaged[3] ^= 0xff
    const part = Buffer.concat([Buffer.alloc(4), Buffer.from('IDAT'), damaged, Buffer.alloc(4)])
    part.writeUInt32BE(damaged.length)
    part.writeUInt32BE(crc32(part.subarray(4, -4)), part.length - 4)
    const file = Buffer.concat([plain.subarray(0, 33), part, plain.subarray(-12)])
    expect(() => decodedPng(file, true)).toThrow(/it is damaged or ends too early|it ends too early/)
  })
})

describe('JPEG', async () => {
  const decode = await jpegDecoder()

  /** TensorFlow's own choice is a faster, rougher inverse DCT. */
  const exactly = (file: Uint8Array): Uint8Array =>
    tf.tidy(() => bytesOf(tf.cast(node.decodeJpeg(file, 3, 1, true, false, 1, 'INTEGER_ACCURATE'), 'int32')))

  it.each([
    ['grey', 1, 90, false], ['colours', 3, 75, false], ['colours, progressive', 3, 95, true]
  ] as const)(
    'of %s is what TensorFlow decodes accurately, and near to what it decodes otherwise',
    async (_title, channels, quality, progressive) => {
      const image = tf.tensor3d(scene(61, 90, channels), [61, 90, channels], 'int32')
      const file = await node.encodeJpeg(image, undefined, quality, progressive)
      const { width, height, pixels } = decode.whole(file, channels)
      expect([width, height]).toEqual([90, 61])
      expect(pixels).toEqual(exactly(file))
      const { largest, mean } = differences(pixels, byTensorFlow(file))
      expect(largest).toBeLessThanOrEqual(8)
      expect(mean).toBeLessThan(1.5)
    }
  )

  it('in CMYK is read too', () => {
    const file = readFileSync(join(import.meta.dirname, '..', '..', '..', 'fixtures', 'datasets', 'cmyk.jpg'))
    expect(imageHead(file)).toEqual({ format: 'jpeg', height: 40, width: 48, components: 4, progressive: false })
    expect(differences(decode.whole(file, 4).pixels, byTensorFlow(file)).largest).toBeLessThanOrEqual(2)
  })
})

describe('a large JPEG', async () => {
  const decode = await jpegDecoder()
  const [height, width] = [480, 640]
  const ofChannels = async (channels: 1 | 3, progressive: boolean): Promise<Uint8Array> => {
    const image = tf.image.resizeBilinear(
      tf.tensor3d(scene(height / 8, width / 8, channels), [height / 8, width / 8, channels]), [height, width]
    )
    return node.encodeJpeg(tf.cast(image, 'int32'), channels === 1 ? 'grayscale' : 'rgb', 95, progressive)
  }

  it.each([[1, false, 25], [3, false, 25], [3, true, 25], [3, false, 60], [3, false, 120]] as const)(
    'of %i components, progressive: %s, is decoded at a fraction and resized to a side of %i much as the whole',
    async (channels, progressive, side) => {
      const file = await ofChannels(channels, progressive)
      const scaled = decode.scaled(file, { width, height }, 2 * side)
      expect(Math.min(scaled.width, scaled.height)).toBeGreaterThanOrEqual(2 * side)
      expect(scaled.width).toBeLessThan(width)
      const whole = resizedSquare(rowsOf(decode.whole(file, channels)), side)
      const { largest, mean } = differences(resizedSquare(rowsOf(scaled), side), whole)
      expect(largest).toBeLessThanOrEqual(8)
      expect(mean).toBeLessThan(1)
    }
  )

  it('that is damaged is refused, and the next one read', async () => {
    const file = await ofChannels(3, false)
    const size = { width, height }
    expect(() => decode.scaled(file.subarray(0, file.length / 2), size, 50)).toThrow('it is damaged or ends too early')
    expect(decode.scaled(file, size, 50).width).toBe(80)
  })
})

describe('resizing', () => {
  it.each([[40, 60, 16], [60, 40, 60], [37, 91, 64], [300, 200, 224], [64, 64, 64], [5, 9, 32]])(
    'a middle square of %d×%d to %d is what TensorFlow scales', (height, width, side) => {
      const pixels = scene(height, width, 3)
      const scale = side / Math.min(height, width)
      const expected = tf.tidy(() => {
        const images = tf.cast(tf.expandDims(tf.tensor3d(pixels, [height, width, 3], 'int32')), 'float32') as Tensor4D
        const scaled = native.executeSingleOutput('ScaleAndTranslate', [
          { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
          { name: 'kernel_type', type: native.binding.TF_ATTR_STRING, value: 'triangle' },
          { name: 'antialias', type: native.binding.TF_ATTR_BOOL, value: true }
        ], [
          images, tf.tensor1d([side, side], 'int32'), tf.tensor1d([scale, scale]),
          tf.tensor1d([(side - height * scale) / 2, (side - width * scale) / 2])
        ])
        return Uint8Array.from(scaled.dataSync<'float32'>(), (value) => Math.min(255, Math.max(0, value)) + 0.5)
      })
      expect(resizedSquare(rowsOf({ width, height, pixels }), side)).toEqual(expected)
    }
  )
})
