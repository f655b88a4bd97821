/** What every format is: a file in, a network with its weights out. */
import type { ImportFormatName } from '../../../preload/schema/import'
import type { Network } from '../../../preload/schema/network'
import type { WeightMapping } from '../../../preload/schema/weight-mapping'
import type { Sides } from '../any-size'
import type { BuiltKeras } from '../keras/layers'
import { computingTypes } from '../keras/policies'
import type { KerasLayer } from '../keras/topology'
import type { ImportedModel, WantedPreprocessing } from '../model'
import type { KerasFile, LayersProgram } from '../original'
import type { Read, Source } from '../source'
import type { WrittenTypes } from '../written-types'

/**
 * @param topology the network of weights that come without one; null when nobody named it
 * @param sides of the data set's images; null where it has none of its own
 * @param mapping what a person says of such weights' names; null for a guess
 */
export type ImportFormat =
  (
    source: Source, topology: Network | null, sides: Sides | null, mapping: WeightMapping | null
  ) => ImportedModel | Promise<ImportedModel>

/** One that is read in a thread (hdf5-thread), which is handed bytes and no path. */
export type Hdf5Format = (read: Read, sides: Sides | null) => Promise<ImportedModel>

/** @param types of its weights. @param sized what is to be said of the size of its images */
export function kerasNotes(layers: readonly KerasLayer[], types: WrittenTypes, sized: readonly string[]): string[] {
  for (const type of computingTypes(layers)) types.addComputing(type)
  return [...types.notes('Keras'), ...sized]
}

/** @param layers those that were read of it */
export const kerasFile = (
  format: KerasFile['format'], bytes: Uint8Array, layers: readonly KerasLayer[]
): KerasFile => ({
  format, bytes, paths: new Map(layers.map(({ gives, path }) => [gives, path]))
})

/**
 * @param run the layers as they are run elsewhere
 * @param told what the model's metadata say; what the model does itself goes before it
 */
export function kerasModel(
  format: ImportFormatName,
  { network, weights, folded, scalesBytes, values, softmaxIn }: BuiltKeras,
  run: Omit<LayersProgram, 'kind' | 'softmaxIn' | 'scale'>,
  notes: readonly string[],
  told: WantedPreprocessing | null = null
): ImportedModel {
  return {
    format, network, weights, folded, notes, preprocessing: scalesBytes ? { name: 'unit', needed: true } : told,
    original: { program: { kind: 'layers', ...run, softmaxIn, scale: scalesBytes ? 255 : 1 }, values }
  }
}
