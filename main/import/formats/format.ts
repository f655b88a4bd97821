/** What every format is: a file in, a network with its weights out. */
import type { ImportFormatName } from '../../../preload/schema/import'
import type { Network } from '../../../preload/schema/network'
import type { BuiltKeras } from '../keras/layers'
import type { ImportedModel, WantedPreprocessing } from '../model'
import type { LayersProgram } from '../original'
import type { Read, Source } from '../source'

/** @param topology the network of weights that come without one; null when nobody named it */
export type ImportFormat = (source: Source, topology: Network | null) => ImportedModel | Promise<ImportedModel>

/** One that is read in a thread (hdf5-thread), which is handed bytes and no path. */
export type Hdf5Format = (read: Read) => Promise<ImportedModel>

/**
 * @param run the layers as they are run elsewhere
 * @param told what the model's metadata say; what the model does itself goes before it
 */
export function kerasModel(
  format: ImportFormatName,
  { network, weights, folded, scalesBytes, values, softmaxIn }: BuiltKeras,
  run: Pick<LayersProgram, 'of' | 'topology' | 'calls' | 'weights'>,
  told: WantedPreprocessing | null = null
): ImportedModel {
  return {
    format, network, weights, folded, preprocessing: scalesBytes ? { name: 'unit', needed: true } : told,
    original: { program: { kind: 'layers', ...run, softmaxIn, scale: scalesBytes ? 255 : 1 }, values }
  }
}
