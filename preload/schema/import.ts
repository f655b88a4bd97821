/** Models that other programs wrote. */
import { z } from 'zod'

/** `keras`: the archive of Keras 3; `h5`: the one HDF5 file of Keras before, which Keras 3 writes too. */
export const importFormatNames = ['tfjs', 'keras', 'h5', 'onnx', 'safetensors'] as const
export type ImportFormatName = (typeof importFormatNames)[number]

/** Where an imported network came from. The file's name is shown, never opened again. */
export const importSourceSchema = z.strictObject({ format: z.enum(importFormatNames), file: z.string().min(1).max(255) })
export type ImportSource = z.infer<typeof importSourceSchema>
