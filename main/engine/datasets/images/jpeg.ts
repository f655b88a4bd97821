/**
 * JPEG by libjpeg-turbo in WebAssembly, with its accurate inverse DCT and smooth upsampling. It does not convert CMYK,
 * which some of ImageNet's files are in, to RGB; jpeg-js does.
 *
 * A photograph of 500 × 375 takes 4 to 8 ms of processor time, and 77 to 92 by tfjs-node's `decodeImage`.
 *
 * A large one is decoded at a half, a quarter or an eighth of its width and height, which libjpeg-turbo could but its
 * package does not offer, by the decoder of imagescript: 192 million pixels take half a second and 60 MB.
 */
import { createRequire } from 'node:module'
import type * as JpegJs from 'jpeg-js'
import { greyAsRgb, type Image } from './image'

/** The part of libjpeg-turbo that decodes; its package brings no types. */
interface Turbo { JPEGDecoder: new () => Decoder }
interface Decoder {
  /** Room for the file, in WebAssembly's memory. */
  getEncodedBuffer(bytes: number): Uint8Array
  /** @throws a number when the file is damaged or ends too early */
  decode(): void
  getFrameInfo(): { width: number; height: number; componentCount: 1 | 3 }
  /** A view of WebAssembly's memory. */
  getDecodedBuffer(): Uint8Array
  delete(): void
}

/** The part of imagescript that decodes; its types do not know it. */
interface Scaling {
  /** Loads it, once. */
  init(): Promise<ScalingDecoder>
  /** Another one, once it is loaded. */
  'new'(): ScalingDecoder
}
interface ScalingDecoder {
  /** At the smallest scale that has the width and the height asked for. @throws Error when the file is damaged */
  decode(file: Uint8Array, width: number, height: number): {
    width: number
    height: number
    /** Samples of a pixel: 0 is one, 1 three, 2 four. */
    format: number
    buffer: Uint8Array
  }
}

export interface JpegDecoder {
  /** @throws whatever the decoder throws when the file is damaged or ends too early */
  whole(file: Uint8Array, components: number): Image
  /**
   * Of one with one or three components; its short side has at least `side` pixels, where it has as many.
   * @throws Error when the file is damaged or ends too early
   */
  scaled(file: Uint8Array, size: { width: number; height: number }, side: number): Image
}

let loading: Promise<JpegDecoder> | null = null

export function jpegDecoder(): Promise<JpegDecoder> {
  loading ??= load()
  return loading
}

async function load(): Promise<JpegDecoder> {
  const require = createRequire(import.meta.url)
  const loadTurbo = require('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs') as () => Promise<Turbo>
  const [{ JPEGDecoder }, jpegJs] = [await loadTurbo(), await import('jpeg-js')]
  const scaling = require('imagescript/wasm/node/jpeg.js') as Scaling
  let scaler = await scaling.init()
  return {
    whole(file, components) {
      if (components === 4) return decodedCmyk(jpegJs.decode, file)
      const decoder = new JPEGDecoder()
      try {
        return decodedBy(decoder, file)
      } finally {
        decoder.delete()
      }
    },
    scaled(file, { width, height }, side) {
      const scale = side / Math.min(width, height)
      try {
        return scaledBy(scaler, file, Math.ceil(width * scale), Math.ceil(height * scale))
      } catch (error) {
        // It does not give back the memory of a file that it could not decode.
        scaler = scaling.new()
        throw new Error('it is damaged or ends too early', { cause: error })
      }
    }
  }
}

function scaledBy(decoder: ScalingDecoder, file: Uint8Array, width: number, height: number): Image {
  const { buffer, format, ...size } = decoder.decode(file, width, height)
  if (format > 1) throw new Error('it has other components than its head declares')
  return { ...size, pixels: format === 0 ? greyAsRgb(buffer) : buffer }
}

function decodedBy(decoder: Decoder, file: Uint8Array): Image {
  decoder.getEncodedBuffer(file.length).set(file)
  decoder.decode()
  const { width, height, componentCount } = decoder.getFrameInfo()
  const values = decoder.getDecodedBuffer()
  return { width, height, pixels: componentCount === 1 ? greyAsRgb(values) : new Uint8Array(values) }
}

/** The caller has bounded the size. */
function decodedCmyk(decode: typeof JpegJs.decode, file: Uint8Array): Image {
  const { width, height, data } = decode(file, {
    useTArray: true, formatAsRGBA: false, tolerantDecoding: false, maxResolutionInMP: Infinity,
    maxMemoryUsageInMB: Infinity
  })
  return { width, height, pixels: data }
}
