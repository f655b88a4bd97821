/**
 * JPEG by libjpeg-turbo in WebAssembly, with its accurate inverse DCT and smooth upsampling. It does not convert CMYK,
 * which some of ImageNet's files are in, to RGB; jpeg-js does.
 *
 * A photograph of 500 × 375 takes 4 to 8 ms of processor time, and 77 to 92 by tfjs-node's `decodeImage`.
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

/** @throws whatever the decoder throws when the file is damaged or ends too early */
export type JpegDecoder = (file: Uint8Array, components: number) => Image

let loading: Promise<JpegDecoder> | null = null

export function jpegDecoder(): Promise<JpegDecoder> {
  loading ??= load()
  return loading
}

async function load(): Promise<JpegDecoder> {
  const require = createRequire(import.meta.url)
  const loadTurbo = require('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs') as () => Promise<Turbo>
  const [{ JPEGDecoder }, jpegJs] = [await loadTurbo(), await import('jpeg-js')]
  return (file, components) => {
    if (components === 4) return decodedCmyk(jpegJs.decode, file)
    const decoder = new JPEGDecoder()
    try {
      return decodedBy(decoder, file)
    } finally {
      decoder.delete()
    }
  }
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
