/** Models that other programs wrote. */
import { z } from 'zod'

/** `keras`: the archive of Keras 3; `h5`: the one HDF5 file of Keras before, which Keras 3 writes too. */
export const importFormatNames = ['tfjs', 'keras', 'h5', 'onnx', 'safetensors'] as const
export type ImportFormatName = (typeof importFormatNames)[number]

/** Where an imported network came from. The file's name is shown, never opened again. */
export const importSourceSchema = z.strictObject({
  format: z.enum(importFormatNames),
  file: z.string().min(1).max(255)
})
export type ImportSource = z.infer<typeof importSourceSchema>

/** Of one file. VGG-16's weights take 553 MB. */
export const mostFileBytes = 2 ** 30
/** A large model's weight masks stand in its JSON as base64. */
export const mostJsonBytes = 64 * 2 ** 20

/** As many bytes as tell one format from the others. */
export const signatureBytes = 9
/** What is wrong with a file of any other. */
export const unknownFormat = 'it is none of TensorFlow.js’ model.json, Keras’ .keras and .h5, ONNX and safetensors'

/** Files of `torch.save` before PyTorch 1.6 begin with this number, others of Python's pickle with their version. */
const pickle = /^\x80[\x01-\x06]/

const exporting = (load: string, more: string): string =>
  `write it as ONNX in Python: import torch; ${load}; ` +
  `torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "model.onnx"${more}), with the size of your images`
const neverOpened = 'a pickle, whose content could be any program, so that it is never opened here'

/** @param file as the person knows it, for what Python is to read */
export const pickleProblem = (file: string): string =>
  `it is ${neverOpened}; ` + exporting(`model.load_state_dict(torch.load(${JSON.stringify(file)}))`, '')
export const torchScriptProblem = (file: string): string =>
  `it is a program of TorchScript with ${neverOpened}; ` +
  exporting(`model = torch.jit.load(${JSON.stringify(file)})`, ', dynamo=False')

/** What is wrong with a file that `importFormatOf` does not know. */
export const unreadProblem = (bytes: Uint8Array, file: string): string =>
  (pickle.test(String.fromCharCode(...bytes.subarray(0, 2))) ? pickleProblem(file) : unknownFormat)

/** A file is known by its first bytes, whatever its name; null for what is not read. */
export function importFormatOf(bytes: Uint8Array): ImportFormatName | null {
  const begin = String.fromCharCode(...bytes.subarray(0, signatureBytes))
  if (begin.startsWith('\x89HDF\r\n\x1a\n')) return 'h5'
  if (begin.startsWith('PK\x03\x04')) return 'keras'
  if (/^\s*\{/.test(begin)) return 'tfjs'
  if (begin[8] === '{') return 'safetensors'
  // Field 1, ir_version, a varint: what every exporter writes first.
  return begin.startsWith('\x08') ? 'onnx' : null
}
