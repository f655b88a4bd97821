/** Every format that a model is read from, told apart by what a file begins with and not by its name. */
import type { ImportFormatName } from '../../../preload/schema/import'
import type { Fault } from '../fault'
import type { ImportFormat } from './format'
import { h5Format } from './h5'
import { kerasFormat } from './keras'
import { onnxFormat } from './onnx'
import { safetensorsFormat } from './safetensors'
import { tfjsFormat } from './tfjs'

export const importFormats: Record<ImportFormatName, ImportFormat> = {
  tfjs: tfjsFormat, keras: kerasFormat, h5: h5Format, onnx: onnxFormat, safetensors: safetensorsFormat
}

export function formatOf(bytes: Uint8Array, fault: Fault): ImportFormatName {
  const begin = Buffer.from(bytes.subarray(0, 9)).toString('latin1')
  if (begin.startsWith('\x89HDF\r\n\x1a\n')) return 'h5'
  if (begin.startsWith('PK\x03\x04')) return 'keras'
  if (/^\s*\{/.test(begin)) return 'tfjs'
  if (begin[8] === '{') return 'safetensors'
  // Field 1, ir_version, a varint: what every exporter writes first.
  if (begin.startsWith('\x08')) return 'onnx'
  throw fault('it is none of TensorFlow.js’ model.json, Keras’ .keras and .h5, ONNX and safetensors')
}
