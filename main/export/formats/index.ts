/** Every format that a model can be written in. */
import type { ExportFormatName } from '../../../preload/schema/export'
import type { ExportFormat } from './format'
import { npzFormat } from './npz'
import { onnxFormat } from './onnx'
import { safetensorsFormat } from './safetensors'
import { tfjsFormat } from './tfjs'

export const formats: Record<ExportFormatName, ExportFormat> = {
  tfjs: tfjsFormat,
  onnx: onnxFormat,
  safetensors: safetensorsFormat,
  npz: npzFormat
}
