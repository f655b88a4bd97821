/** What a foreign file may ask of this machine. Everything is checked before memory is taken for it. */

export { mostFileBytes, mostJsonBytes } from '../../preload/schema/import'

/** As many as `networkSchema` allows. */
export const mostNodes = 4096
/** Values of all nodes for one image; VGG-16 has 29 million for 224×224. */
export const mostValuesPerExample = 2 ** 26
/** Deflate cannot do better than 1,032; a model's weights and settings do not reach 100. */
export const mostRatio = 200
/** Values in a JSON text, each of which becomes an object: 4,096 nodes of some hundred settings each. */
export const mostJsonValues = 1_000_000
