/** Files for other programs, handed to the page piece by piece. */
import { z } from 'zod'
import { exportFormatNames, historyFormatNames } from '../schema/export'
import { byId, checkpoint, nothing, type Topic } from './parts'

const archiveSchema = z.strictObject({ archive: z.uuid(), name: z.string(), bytes: z.number().int() })

export const exportMethods = {
  /** Writes a checkpoint for other programs, packed as one zip archive that this page alone can read. */
  'exports.make': {
    access: 'reads',
    computes: true,
    request: z.strictObject({ ...checkpoint, format: z.enum(exportFormatNames), compact: z.boolean() }),
    reply: archiveSchema
  },
  /** Writes what a run tells over its training, packed alike. */
  'exports.makeHistory': {
    access: 'reads',
    computes: true,
    request: z.strictObject({ ...byId.shape, format: z.enum(historyFormatNames) }),
    reply: archiveSchema
  },
  /** The archive's bytes from an offset on, as base64; at most a mebibyte, and none at its end. */
  'exports.read': {
    access: 'reads',
    request: z.strictObject({ archive: z.uuid(), offset: z.number().int().min(0) }),
    reply: z.strictObject({ data: z.base64() })
  },
  'exports.discard': { access: 'reads', request: z.strictObject({ archive: z.uuid() }), reply: nothing }
} as const satisfies Topic<'exports'>
