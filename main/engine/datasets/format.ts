/** What every format of data set provides. A format is one file of `formats/`. */
import type { RecordWriter } from './records/record-file'

export type Split = 'train' | 'test'
export const splits: readonly Split[] = ['train', 'test']

/** Starts a split's record file once the number of its examples is known. */
export type Begin = (count: number) => RecordWriter

/** Official files that hold images of one size as bytes. */
export interface FileFormat {
  /** Paths of the files that a split is read from. @throws Failure naming the file that is missing */
  files(folder: string, split: Split): string[]
  /**
   * Reads a split's files from front to back and writes its records.
   * @throws Failure for whatever these files should not be
   */
  convert(folder: string, split: Split, begin: Begin): Promise<void>
}
