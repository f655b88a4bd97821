/** Data sets that come with the program: nothing has to be taken from elsewhere, and no folder holds them. */
import type { DataSetName } from '../../../preload/schema/configuration'
import type { PixelSource } from './dataset'
import type { Split } from './format'
import { loadColourDigits } from './formats/colour-digits'
import { loadMnist10k } from './formats/mnist-10k'

/** By their names, how they are read. */
export const bundled: Readonly<Partial<Record<DataSetName, () => Record<Split, PixelSource>>>> = {
  'mnist-10k': loadMnist10k,
  'colour-digits': loadColourDigits
}
