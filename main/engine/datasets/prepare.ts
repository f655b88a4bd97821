/** Official files to record files: made on first use, and again whenever the official files have changed. */
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import type { DataSetName } from '../../../preload/schema/configuration'
import type { ImageShape, PixelSource } from './dataset'
import type { FileFormat, Split } from './format'
import { faultOf, stateOf } from './records/fault'
import { buildRecordFile, RecordFile } from './records/record-file'

/** Changes when a format's reader gives other bytes than before. */
const readerVersion = 1

/** Pixels with a content hash: equal identity, equal bytes. */
export interface IdentifiedPixels extends PixelSource { readonly identity: string }

/** Hexadecimal, as short as a file name wants it: 80 bits. */
export const identityOf = (...parts: (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20)

/**
 * @param shape of every image
 * @param folder holds the official files
 * @param prepared where record files are kept
 * @throws Failure when a file is not what the format asks for; no partial data set is left behind
 */
export async function preparedSplit(
  name: DataSetName,
  format: FileFormat,
  shape: ImageShape,
  folder: string,
  split: Split,
  prepared: string
): Promise<IdentifiedPixels> {
  const files = format.files(folder, split).map((path) => {
    const { bytes, modified } = stateOf(path, faultOf(path, 'a file'))
    return [basename(path), bytes, modified].join('/')
  })
  const identity = identityOf(name, split, readerVersion, folder, ...files)
  const path = join(prepared, `${name}-${split}-${identity}.records`)
  let records = RecordFile.open(path, shape, 1)
  if (records === null) {
    await buildRecordFile(path, (begin) =>
      format.convert(folder, split, (count) => begin({ shape, valueBytes: 1, count }))
    )
    records = RecordFile.open(path, shape, 1)
  }
  if (records === null) throw new Error('a prepared data file was damaged while it was made')
  const { count, labels } = records
  const whole = records
  return { identity, count, labels, readPixels: (indices) => whole.readBytes(indices) }
}
