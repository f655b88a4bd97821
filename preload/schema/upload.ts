/**
 * Files that a page hands over. Their names become names of files here, so they are held to what every system takes.
 */
import { z } from 'zod'

/** As base64 a message of 0.7 MB, below the largest that the server takes. */
export const uploadPieceBytes = 2 ** 19
/** Of one model: its own, and the shards beside it. */
export const mostUploadFiles = 1024
const longestNameBytes = 255

/** No part of a path, nothing that breaks a line, none of the devices that Windows finds in every folder. */
const isPlainName = (name: string): boolean =>
  !/[/\\:\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name) &&
  !/[. ]$/.test(name) &&
  !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)

export const uploadFileNameSchema = z
  .string()
  .min(1)
  .max(longestNameBytes)
  .refine(isPlainName, { error: 'a name without a path is needed' })
  .refine((name) => new TextEncoder().encode(name).length <= longestNameBytes, {
    error: `a name of at most ${longestNameBytes} bytes is needed`
  })

export const uploadFileSchema = z.strictObject({ name: uploadFileNameSchema, bytes: z.number().int().min(0) })
/** The next bytes of a file. */
export const uploadPieceSchema = z.base64().min(1).max(Math.ceil(uploadPieceBytes / 3) * 4)
export type UploadFile = z.infer<typeof uploadFileSchema>
