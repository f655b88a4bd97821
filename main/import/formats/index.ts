/** Every format that a model is read from, told apart by what a file begins with and not by its name. */
import { importFormatOf, unreadProblem, type ImportFormatName } from '../../../preload/schema/import'
import type { Fault } from '../fault'
import { inThread } from '../hdf5-thread/thread'
import type { ImportFormat } from './format'
import { onnxFormat } from './onnx'
import { safetensorsFormat } from './safetensors'
import { tfjsFormat } from './tfjs'

export const importFormats: Record<ImportFormatName, ImportFormat> = {
  tfjs: tfjsFormat, keras: inThread('keras'), h5: inThread('h5'), onnx: onnxFormat, safetensors: safetensorsFormat
}

/** @param file what it is called */
export function formatOf(bytes: Uint8Array, file: string, fault: Fault): ImportFormatName {
  const format = importFormatOf(bytes)
  if (format === null) throw fault(unreadProblem(bytes, file))
  return format
}
