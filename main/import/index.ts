/** Reads a model that another program wrote: bytes in, a network of ours with its weights out. Nothing is written. */
import type { ImportFormatName } from '../../preload/schema/import'
import type { Network } from '../../preload/schema/network'
import { shown, type Fault } from './fault'
import type { WeightMapping } from '../../preload/schema/weight-mapping'
import { formatOf, importFormats } from './formats'
import type { Sides } from './any-size'
import type { ImportedModel } from './model'
import { openSource, type Source } from './source'

export type { ImportedModel } from './model'

export interface OpenedModel {
  name: string
  format: ImportFormatName
  fault: Fault
  /**
   * @param topology the network of weights that come without one
   * @param sides height and width of the data set's images, for a model that takes any; null where it has none of its
   * own
   * @param mapping what a person says of the names of such weights; null for a guess
   */
  read(topology: Network | null, sides?: Sides | null, mapping?: WeightMapping | null): Promise<ImportedModel>
}

/** @throws Failure with one sentence for a file that is not there, too large, or of no format that is read */
export function openModel(path: string): OpenedModel {
  const source: Source = openSource(path)
  const format = formatOf(source.bytes, shown(source.name), source.fault)
  return {
    name: source.name, format, fault: source.fault,
    /** @throws Failure with one sentence for whatever is wrong */
    read: async (topology, sides = null, mapping = null) => importFormats[format](source, topology, sides, mapping)
  }
}
