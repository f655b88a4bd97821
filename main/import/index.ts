/** Reads a model that another program wrote: bytes in, a network of ours with its weights out. Nothing is written. */
import type { ImportFormatName } from '../../preload/schema/import'
import type { Network } from '../../preload/schema/network'
import type { Fault } from './fault'
import { formatOf, importFormats } from './formats'
import type { ImportedModel } from './model'
import { openSource, type Source } from './source'

export type { ImportedModel } from './model'

export interface OpenedModel {
  name: string
  format: ImportFormatName
  fault: Fault
  read(topology: Network | null): Promise<ImportedModel>
}

/** @throws Failure with one sentence for a file that is not there, too large, or of no format that is read */
export function openModel(path: string): OpenedModel {
  const source: Source = openSource(path)
  const format = formatOf(source.bytes, source.fault)
  return {
    name: source.name, format, fault: source.fault,
    /**
     * @param topology the network of weights that come without one. @throws Failure with one sentence for whatever is
     * wrong
     */
    read: async (topology) => importFormats[format](source, topology)
  }
}
